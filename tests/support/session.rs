//! The least that it takes to run a circuit: initial values in, trials in, updates.

use std::path::Path;
use trifactor::circuit::{Loaded, Loss, load_text};
use trifactor::engine::Engine;
use trifactor::plan::{self, BufferId, Plan, Which, initial};
use trifactor::task::{Split, TaskContext, TaskShape, TrialOrder, Trials, Written};

/// Updates that the schedules of these tests are laid out for.
pub const UPDATES: u64 = 200;

/// A circuit from its text. Panics with every problem if it has one. Cross-entropy, which a circuit file allows with tasks of
/// classes alone, is set afterwards: these circuits are of sizes that no such task has, and arithmetic does not mind.
pub fn load(text: &str) -> Loaded {
    let squared = text.replace("loss: cross_entropy", "loss: squared");
    let loaded = load_text(&squared, Path::new("test.ron"), &[]);
    let mut loaded = loaded.unwrap_or_else(|problems| panic!("{problems:?}\n{text}"));
    if squared != text {
        loaded.circuit.loss = Some(Loss::CrossEntropy);
    }
    loaded
}

/// A circuit's plan.
pub fn plan(loaded: &Loaded) -> Plan {
    plan::lower(&loaded.circuit, UPDATES)
}

/// All of a buffer.
pub fn read(engine: &dyn Engine, plan: &Plan, id: BufferId) -> Vec<f32> {
    let mut data = vec![0.0; plan.buffer(id).len()];
    engine.read(id, 0, &mut data);
    data
}

/// The ids of all buffers.
pub fn ids(plan: &Plan) -> impl Iterator<Item = BufferId> + use<> {
    (0..plan.buffers.len()).map(BufferId)
}

/// Feeds one engine the trials of one circuit.
pub struct Session {
    pub engine: Box<dyn Engine>,
    pub plan: Plan,
    trials: Box<dyn Trials>,
    shape: TaskShape,
    order: TrialOrder,
}

impl Session {
    /// An engine with every buffer at its initial value.
    pub fn open(loaded: &Loaded, open: impl Fn(Plan) -> Box<dyn Engine>) -> Session {
        let plan = plan(loaded);
        let mut engine = open(plan.clone());
        for id in ids(&plan) {
            let values = initial::values(&loaded.circuit, &loaded.folder, &plan, id).expect("weights without files");
            engine.write(id, 0, &values);
        }
        let circuit = &loaded.circuit;
        let context = TaskContext { seed: circuit.seed, dt: circuit.dt, data_dir: None };
        let trials = circuit.task.open(&context).expect("a task without files");
        let order = TrialOrder::new(circuit.seed, "order", trials.len(Split::Train));
        Session { engine, plan, trials, order, shape: circuit.task.shape(circuit.dt) }
    }

    /// Writes the trials of one update into its slot.
    fn feed(&mut self, which: Which, update: u64) {
        let program = self.plan.program(which);
        let (replicas, rows) = (program.replicas, if program.held { 1 } else { program.steps });
        let n_in = self.plan.buffer(program.inputs).cols;
        let n_out = program.targets.map_or(0, |id| self.plan.buffer(id).cols);
        let answers = program.answers;
        let (mut inputs, mut targets) = (vec![0.0; rows * replicas * n_in], vec![0.0; answers * replicas * n_out]);
        let (mut weights, mut kinds) = (vec![0.0; answers * replicas], vec![0.0; replicas]);
        let mut written = Written::room(&self.shape);
        for replica in 0..replicas {
            let position = update * replicas as u64 + replica as u64;
            let (split, trial) = match which {
                Which::Learn => (Split::Train, self.order.trial_at(position)),
                Which::Evaluate => (Split::Test, position % self.trials.len(Split::Test).expect("a fixed number")),
            };
            written.write(&*self.trials, split, trial);
            for (row, values) in written.inputs.chunks(n_in).enumerate() {
                inputs[(row * replicas + replica) * n_in..][..n_in].copy_from_slice(values);
            }
            for (row, values) in written.targets.chunks(n_out.max(1)).enumerate() {
                targets[(row * replicas + replica) * n_out..][..n_out].copy_from_slice(values);
                weights[row * replicas + replica] = written.weights[row];
            }
            kinds[replica] = written.kind as f32;
        }
        let slot = (update % program.chunk as u64) as usize;
        self.engine.write(program.inputs, slot * inputs.len(), &inputs);
        if let Some(id) = program.targets {
            self.engine.write(id, slot * targets.len(), &targets);
        }
        for (id, values) in [(program.weights, &weights), (program.kinds, &kinds)] {
            id.into_iter().for_each(|id| self.engine.write(id, slot * values.len(), values));
        }
    }

    /// Does `updates` updates, handing them to the engine in pieces of `piece` steps. Panics on a fault.
    pub fn run(&mut self, which: Which, updates: u64, piece: u64) {
        let (steps, chunk) = (self.plan.program(which).steps as u64, self.plan.program(which).chunk as u64);
        let first = self.engine.clock(which).step / steps;
        let mut update = first;
        while update < first + updates {
            let many = (chunk - update % chunk).min(first + updates - update);
            (update..update + many).for_each(|update| self.feed(which, update));
            let mut left = many * steps;
            while left > 0 {
                self.engine.advance(which, piece.min(left)).expect("a finite loss");
                left -= piece.min(left);
            }
            update += many;
        }
    }

    /// The share of the first `updates` blocks of test trials whose largest output is the target's.
    pub fn accuracy(&mut self, updates: u64) -> f64 {
        self.run(Which::Evaluate, updates, u64::MAX);
        let program = self.plan.program(Which::Evaluate);
        let all = |id: Option<BufferId>| read(&*self.engine, &self.plan, id.expect("the task has targets"));
        let (outputs, targets) = (all(program.outputs), all(program.targets));
        let cols = self.plan.buffer(program.targets.expect("the task has targets")).cols;
        let top = |row: &[f32]| (0..cols).max_by(|&a, &b| row[a].total_cmp(&row[b]));
        let count = updates as usize * program.replicas;
        let rows = outputs.chunks(cols).zip(targets.chunks(cols)).take(count);
        rows.filter(|(y, t)| top(y) == top(t)).count() as f64 / count as f64
    }
}

/// True where ThreadSanitizer looks on, to which every turn of a thread costs a hundred times as much: once through all kernels tells
/// whether they race, and what else a test asks is asked without it.
pub fn looks_for_races() -> bool {
    std::env::var("TRIFACTOR_EMULATOR_SANITIZE").is_ok_and(|which| which == "thread")
}
