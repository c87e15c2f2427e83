//! What lowering carries along: the circuit, its graph, the buffers so far and the operations so far.

use super::depth::Depth;
use crate::circuit::connectivity::Sides;
use crate::circuit::{Circuit, Graph, Projection, Reset, Storage, validate};
use crate::credit::{Perturbation, ThirdFactor};
use crate::neuron::Rate;
use crate::plan::op::{Keep, Work};
use crate::plan::structure::Dense;
use crate::plan::{Buffer, BufferId, Initial, Op, Plan, PopulationPlan, Program, Role, Structure, StructureId, View};
use crate::rng;
use std::sync::Arc;

/// Host buffers for inputs stay below this.
pub const CHUNK_BYTES: usize = 8 << 20;

/// The name of the buffer with the time constants of neurons that each have their own (ms).
pub fn tau_name(population: &str) -> String {
    format!("tau.{population}")
}

/// The state of lowering.
pub struct Builder<'a> {
    pub circuit: &'a Circuit,
    pub graph: Graph,
    pub updates: u64,
    pub depth: Depth,
    pub buffers: Vec<Buffer>,
    pub ops: Vec<Op>,
    pub weights: Vec<BufferId>,
    /// Of the projections in the order of the file, then of biases.
    pub structures: Vec<Structure>,
    pub biases: Vec<Option<BufferId>>,
    /// α of each leaky population's neurons (1 × n).
    pub alphas: Vec<Option<BufferId>>,
    pub populations: Vec<PopulationPlan>,
    /// Index of the output population.
    pub output: Option<usize>,
    pub has_targets: bool,
    /// Traces, and the value with which they begin every trial where states are reset.
    pub traces: Vec<(View, f32)>,
    /// Sums over a trial, and the value with which they begin every trial, whether or not states are carried over.
    pub sums: Vec<(View, f32)>,
    /// The host's kinds of trial.
    pub kinds: Option<BufferId>,
    /// Standard deviation of the noise on hidden weights.
    pub weight_noise: Option<f64>,
    /// Steps of a trial.
    pub steps: usize,
    /// True where the answer comes once, at the end of a trial.
    pub answers_at_end: bool,
    /// True for trials of several steps.
    pub through_time: bool,
    pub third_factor: ThirdFactor,
    pub perturbation: Option<Perturbation>,
    /// Populations that are perturbed, in the order in which they are computed.
    pub perturbed: Vec<usize>,
}

impl<'a> Builder<'a> {
    pub fn new(circuit: &'a Circuit, graph: Graph, updates: u64, depth: Depth) -> Builder<'a> {
        let shape = circuit.task.shape(circuit.dt);
        let has_targets = shape.outputs > 0;
        let recipe = circuit.credit.recipe();
        let output = circuit.output.as_ref().and_then(|name| circuit.populations.position(name));
        let learns = has_targets && recipe.perturbation.is_some();
        let hidden = |&i: &usize| learns && validate::is_hidden(circuit, &graph, i);
        let perturbed: Vec<usize> = graph.order.iter().copied().filter(hidden).collect();
        let perturbation = recipe.perturbation.filter(|_| !perturbed.is_empty());
        let mut builder = Builder {
            circuit,
            updates,
            depth,
            buffers: Vec::new(),
            ops: Vec::new(),
            weights: Vec::new(),
            structures: Vec::new(),
            biases: Vec::new(),
            alphas: Vec::new(),
            traces: Vec::new(),
            sums: Vec::new(),
            kinds: None,
            weight_noise: recipe.weight_noise.filter(|_| has_targets),
            steps: shape.steps,
            answers_at_end: shape.target_rows() == 1,
            through_time: shape.steps > 1,
            populations: Vec::new(),
            output,
            has_targets,
            third_factor: recipe.third_factor,
            perturbation,
            perturbed,
            graph,
        };
        builder.parameters();
        builder
    }

    fn parameters(&mut self) {
        for (i, projection) in self.circuit.projections.iter().enumerate() {
            self.connect(projection);
            let (rows, cols) = self.weights_shape(i);
            let name = format!("weights.{}", projection.name());
            let id = self.buffer(&name, rows, cols, Role::Parameter, Initial::Weights(i));
            self.buffers[id.0].storage = projection.storage;
            self.weights.push(id);
        }
        for (name, neuron) in &self.circuit.populations.0 {
            let bias = neuron.rate().map(|rate| {
                let initial = Initial::Value(rate.bias as f32);
                self.buffer(&format!("bias.{name}"), 1, rate.size(), Role::Parameter, initial)
            });
            self.biases.push(bias);
            let leaky = neuron.rate().is_some_and(Rate::is_leaky);
            let alpha = leaky.then(|| {
                let values = self.alpha_values(self.alphas.len()).iter().map(|alpha| *alpha as f32).collect();
                let (name, cols) = (format!("alpha.{name}"), self.circuit.size(name));
                self.buffer(&name, 1, cols, Role::Constant, Initial::Given(values))
            });
            self.alphas.push(alpha);
            if let Some(rate) = neuron.rate().filter(|rate| rate.tau.is_spread()) {
                let taus = rate.taus(&mut self.tau_stream(name)).into_iter().flatten();
                let values = taus.map(|tau| tau as f32).collect();
                self.buffer(&tau_name(name), 1, rate.size(), Role::Drawn, Initial::Given(values));
            }
        }
    }

    /// Populations that receive a third factor.
    pub fn hidden(&self) -> Vec<usize> {
        let hidden = |&i: &usize| validate::is_hidden(self.circuit, &self.graph, i);
        self.graph.order.iter().copied().filter(hidden).collect()
    }

    /// Whether a change of this population reaches the output: within the step, or later where credit goes back in time.
    pub fn reaches_output(&self, population: usize) -> bool {
        let Some(output) = self.output else { return false };
        let back = !matches!(self.third_factor, ThirdFactor::Exact { through_time: false });
        match self.through_time && back {
            true => self.graph.upstream_in_time(output)[population],
            false => self.graph.upstream(output)[population],
        }
    }

    /// α of each neuron of a population; 1 for instant ones. In an outline, of the first neuron alone.
    pub fn alpha_values(&self, population: usize) -> Vec<f64> {
        let (name, neuron) = &self.circuit.populations.0[population];
        let alphas = |rate: &Rate| match self.depth {
            Depth::Whole => rate.alphas(self.circuit.dt, &mut self.tau_stream(name)),
            Depth::Outline => Rate { size: Some(1), ..rate.clone() }.alphas(self.circuit.dt, &mut self.tau_stream(name)),
        };
        neuron.rate().map(alphas).unwrap_or_default()
    }

    /// What the time constants of a population are drawn from.
    fn tau_stream(&self, population: &str) -> rng::Host {
        rng::host_rng(self.circuit.seed, &format!("tau/{population}"))
    }

    /// The role of what remembers from step to step: saved where it outlives the trial.
    pub fn state_role(&self, program: &str) -> Role {
        let carried = self.circuit.run.reset == Reset::Never && program == "learn";
        if carried { Role::Memory } else { Role::State }
    }

    /// A history with one slot a step of the trial: `rows` × `cols` each. A plain buffer where a trial is one step.
    pub fn history(&mut self, name: &str, rows: usize, cols: usize) -> View {
        let role = if self.through_time { Role::State } else { Role::Scratch };
        let id = self.buffer(name, self.steps * rows, cols, role, Initial::Value(0.0));
        View { rows, slot_rows: rows, slots: self.steps, ..self.view(id) }
    }

    /// `view` at every step of the trial: copied at each step into a history of this name, made at the first request.
    /// Where a trial is one step, the view itself.
    pub fn kept(&mut self, view: View, name: &str) -> View {
        if !self.through_time {
            return view;
        }
        if let Some(id) = self.find(name) {
            let rows = self.buffers[id.0].rows / self.steps;
            return View { rows, slot_rows: rows, slots: self.steps, ..self.view(id) };
        }
        let to = self.history(name, view.rows, view.cols);
        self.step(name, Work::Keep(Keep { from: view, to }));
        to
    }

    /// The buffer of this name, if it was made before.
    pub fn find(&self, name: &str) -> Option<BufferId> {
        self.buffers.iter().position(|buffer| buffer.name == name).map(BufferId)
    }

    /// The buffer of this name, which was made before, as a whole.
    pub fn named_view(&self, name: &str) -> View {
        self.view(self.find(name).unwrap_or_else(|| panic!("{name} was made before")))
    }

    /// Draws the synapses of a projection.
    fn connect(&mut self, projection: &Projection) {
        let sides = Sides::of(self.circuit, projection);
        let (connectivity, name) = (&projection.connectivity, projection.name());
        self.structures.push(match self.depth {
            Depth::Whole => Structure::draw(connectivity, sides, self.circuit.seed, &name),
            Depth::Outline => Structure::outline(connectivity, sides, &name),
        });
    }

    /// What biases form that learn as if they were weights: each of them that of an input that is always 1.
    pub fn of_biases(&mut self, neurons: usize) -> StructureId {
        self.structures.push(Structure::Dense(Dense { post: neurons, pre: 1 }));
        StructureId(self.structures.len() - 1)
    }

    /// Rows and columns of a buffer with a value per weight of a projection.
    pub fn weights_shape(&self, projection: usize) -> (usize, usize) {
        self.structures[projection].shape()
    }

    pub fn name(&self, population: usize) -> &'a str {
        &self.circuit.populations.0[population].0
    }

    pub fn size(&self, population: usize) -> usize {
        self.circuit.size(self.name(population))
    }

    pub fn buffer(&mut self, name: &str, rows: usize, cols: usize, role: Role, initial: Initial) -> BufferId {
        self.buffers.push(Buffer { name: name.into(), rows, cols, role, storage: Storage::F32, initial });
        BufferId(self.buffers.len() - 1)
    }

    pub fn scratch(&mut self, name: &str, rows: usize, cols: usize) -> BufferId {
        self.buffer(name, rows, cols, Role::Scratch, Initial::Value(0.0))
    }

    pub fn view(&self, id: BufferId) -> View {
        View::whole(id, self.buffers[id.0].rows, self.buffers[id.0].cols)
    }

    pub fn finish(self, learn: Program, evaluate: Option<Program>) -> Plan {
        let Builder { buffers, populations, weights, updates, .. } = self;
        let structures = self.structures.into_iter().map(Arc::new).collect();
        Plan { buffers, learn, evaluate, populations, weights, structures, updates }
    }
}
