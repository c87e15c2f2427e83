//! A circuit at fixed parameters before a fixed batch, and its gradients.

use crate::session;
use crate::texts::Mlp;
use trifactor::circuit::Loaded;
use trifactor::engine::Engine;
use trifactor::engine::reference::ReferenceEngine;
use trifactor::plan::{BufferId, Plan, Role, Which, initial};
use trifactor::rng::{Host, host_rng, normal};
use trifactor::task::{Split, TaskContext, Written};

/// A circuit with random parameters before a fixed batch. Its rate is 1, so that an update changes each parameter by
/// minus its gradient estimate.
#[derive(Clone)]
pub struct Problem {
    pub plan: Plan,
    pub parameters: Vec<(BufferId, Vec<f64>)>,
    /// Constants and memories.
    pub others: Vec<(BufferId, Vec<f32>)>,
    pub inputs: Vec<f64>,
    pub targets: Vec<f64>,
    /// The weight of each answer, where there is one at every step.
    pub weights: Vec<f64>,
}

impl Problem {
    /// `distinct` samples; the other replicas show them again.
    pub fn new(mlp: Mlp, distinct: usize) -> Problem {
        let mlp = Mlp { inputs: 4, outputs: 3, plasticity: "plasticity(optimizer: sgd(rate: 1.0))", ..mlp };
        Problem::of(&mlp.text(), distinct)
    }

    /// Any circuit of 4 inputs and 3 outputs that learns at a rate of 1 from one answer a trial.
    pub fn of(text: &str, distinct: usize) -> Problem {
        let mut rng = host_rng(5, "problem");
        let problem = Problem::without_trials(&session::load(text), &mut rng);
        let plan = &problem.plan;
        let replicas = plan.learn.replicas;
        let slots = plan.buffer(plan.learn.inputs).rows;
        let sample = |b: usize| b % replicas % distinct;
        let drawn: Vec<f64> = (0..4 * distinct).map(|_| normal(&mut rng)).collect();
        let inputs = (0..slots).flat_map(|b| drawn[4 * sample(b)..][..4].to_vec()).collect();
        let slots = plan.buffer(plan.learn.targets.expect("has targets")).rows;
        let targets = (0..slots).flat_map(|b| [0, 1, 2].map(|class| f64::from(class == sample(b) % 3))).collect();
        Problem { inputs, targets, ..problem }
    }

    /// Any circuit before the first trials of its own task: the same ones in every update.
    pub fn of_task(text: &str) -> Problem {
        let loaded = session::load(text);
        let problem = Problem::without_trials(&loaded, &mut host_rng(5, "problem"));
        let (circuit, program) = (&loaded.circuit, &problem.plan.learn);
        let context = TaskContext { seed: circuit.seed, dt: circuit.dt, data_dir: None };
        let (trials, shape) = (circuit.task.open(&context).expect("no files"), circuit.task.shape(circuit.dt));
        let written = |k: usize| Written::of(&shape, &*trials, Split::Train, k as u64);
        let written: Vec<Written> = (0..program.replicas).map(written).collect();
        // From a trial a replica to a step a row of replicas, in every slot.
        let laid_out = |of: &dyn Fn(&Written) -> &[f32], rows: usize| -> Vec<f64> {
            let cols = of(&written[0]).len() / rows;
            let row = |row: usize| written.iter().flat_map(move |trial| of(trial)[row * cols..][..cols].to_vec());
            (0..rows).flat_map(row).map(f64::from).collect::<Vec<f64>>().repeat(program.chunk)
        };
        let inputs = laid_out(&|trial| &trial.inputs, shape.input_rows());
        let targets = laid_out(&|trial| &trial.targets, shape.target_rows());
        let weights = laid_out(&|trial| &trial.weights, shape.target_rows());
        Problem { inputs, targets, weights, ..problem }
    }

    fn without_trials(loaded: &Loaded, rng: &mut Host) -> Problem {
        let plan = session::plan(loaded);
        let parameter = |id: &BufferId| plan.buffer(*id).role == Role::Parameter;
        let parameters = session::ids(&plan).filter(parameter).map(|id| {
            let values = initial::values(&loaded.circuit, &loaded.folder, &plan, id).expect("no files");
            (id, values.iter().map(|w| f64::from(*w) + 0.3 * normal(rng)).collect())
        });
        let parameters = parameters.collect();
        let other = |id: &BufferId| matches!(plan.buffer(*id).role, Role::Constant | Role::Memory);
        let value = |id| (id, initial::values(&loaded.circuit, &loaded.folder, &plan, id).expect("no files"));
        let others = session::ids(&plan).filter(other).map(value).collect();
        let (inputs, targets, weights) = (Vec::new(), Vec::new(), Vec::new());
        Problem { plan, parameters, others, inputs, targets, weights }
    }

    pub fn open(&self) -> ReferenceEngine {
        let mut engine = ReferenceEngine::open(self.plan.clone());
        engine.write_f64(self.plan.learn.inputs, 0, &self.inputs);
        engine.write_f64(self.plan.learn.targets.expect("has targets"), 0, &self.targets);
        if let Some(id) = self.plan.learn.weights {
            engine.write_f64(id, 0, &self.weights);
        }
        self.others.iter().for_each(|(id, values)| engine.write(*id, 0, values));
        self.reset(&mut engine);
        engine
    }

    pub fn reset(&self, engine: &mut ReferenceEngine) {
        self.parameters.iter().for_each(|(id, values)| engine.write_f64(*id, 0, values));
    }

    /// The gradient estimates of the update just done, one vector a parameter buffer.
    pub fn gradients(&self, engine: &ReferenceEngine) -> Vec<Vec<f64>> {
        let change = |(id, before): &(BufferId, Vec<f64>)| {
            before.iter().zip(engine.read_f64(*id)).map(|(before, after)| before - after).collect()
        };
        self.parameters.iter().map(change).collect()
    }

    pub fn mean_loss(&self, engine: &mut ReferenceEngine) -> f64 {
        engine.set_clock(Which::Learn, Default::default());
        engine.advance(Which::Learn, self.plan.learn.steps as u64).expect("a finite loss");
        let replicas = self.plan.learn.replicas;
        let losses = engine.read_f64(self.plan.learn.losses.expect("has a loss"));
        losses[..replicas].iter().sum::<f64>() / replicas as f64
    }

    /// The gradient estimates of one update from the present parameters.
    pub fn estimate(&self) -> Vec<Vec<f64>> {
        let mut engine = self.open();
        self.mean_loss(&mut engine);
        self.gradients(&engine)
    }

    pub fn finite_differences(&self) -> Vec<Vec<f64>> {
        let (mut engine, h) = (self.open(), 1e-5);
        let mut at = |id: BufferId, i: usize, value: f64| {
            self.reset(&mut engine);
            engine.write_f64(id, i, &[value]);
            self.mean_loss(&mut engine)
        };
        let mut slope = |id, i, w: f64| (at(id, i, w + h) - at(id, i, w - h)) / (2.0 * h);
        let mut gradient = Vec::new();
        for (id, values) in &self.parameters {
            gradient.push(values.iter().enumerate().map(|(i, w)| slope(*id, i, *w)).collect());
        }
        gradient
    }
}

/// The exact gradients of the circuit's problem, one vector a parameter buffer.
pub fn exact(mlp: Mlp, distinct: usize) -> Vec<Vec<f64>> {
    let problem = Problem::new(Mlp { credit: "backprop()".into(), ..mlp }, distinct);
    let mut engine = problem.open();
    problem.mean_loss(&mut engine);
    problem.gradients(&engine)
}
