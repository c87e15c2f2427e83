//! The plan: a circuit compiled into typed buffers and an ordered list of operations on them.
//!
//! The plan knows no backend; every engine executes the same one. After lowering, a step takes no argument: all that
//! changes from step to step follows from the [`Clock`].

pub mod access;
pub mod buffer;
pub mod describe;
pub mod initial;
pub mod lower;
pub mod memory;
pub mod op;
pub mod structure;
pub mod work;

pub use access::Access;
pub use buffer::{Buffer, BufferId, Initial, Role, View};
pub use lower::{lower, lower_learning, outline};
pub use op::{Op, When, Work};
pub use structure::{Structure, StructureId};

use std::sync::Arc;
use structure::Listed;

/// A list of operations that together make one step, and what the host exchanges with them.
#[derive(Debug, Clone)]
pub struct Program {
    /// What it does: `learn` or `evaluate`.
    pub name: &'static str,
    /// The operations, in order.
    pub ops: Vec<Op>,
    /// Trials side by side (without perturbed twins).
    pub replicas: usize,
    /// Steps per trial.
    pub steps: usize,
    /// Trials in a row for which the host's buffers have room.
    pub chunk: usize,
    /// Written by the host: inputs (chunk · steps or chunk, replicas × n_in).
    pub inputs: BufferId,
    /// True where one input vector is held through the trial.
    pub held: bool,
    /// Answers expected in a trial: 1, or one a step.
    pub answers: usize,
    /// Written by the host: targets (chunk · answers · replicas × n_o).
    pub targets: Option<BufferId>,
    /// Written by the host, where there is an answer at every step: its weight (chunk · answers · replicas × 1).
    pub weights: Option<BufferId>,
    /// Written by the host, where a baseline needs it: the kind of each trial (chunk · replicas × 1).
    pub kinds: Option<BufferId>,
    /// Read by the host: the output population's activity at each answer (chunk · answers · replicas × n_o).
    pub outputs: Option<BufferId>,
    /// Read by the host: the loss of each trial (chunk · replicas × 1).
    pub losses: Option<BufferId>,
    /// Read by the host: what probes recorded, in the order of the circuit's probes; `None` where the circuit does not
    /// have what is asked for.
    pub probes: Vec<Option<Recorded>>,
}

/// Where a probe's recordings lie, one a trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recorded {
    /// Recordings (chunk · rows × cols).
    pub to: BufferId,
    /// Rows of one recording: steps · replicas, replicas, or the rows of a matrix of parameters.
    pub rows: usize,
    /// True for recordings of every step of a trial.
    pub every_step: bool,
    /// The manifold's basis at each recording (chunk · rank × n), and its rank, where coordinates in it are asked for.
    pub basis: Option<(BufferId, usize)>,
}

impl Program {
    /// Calls `run` with every operation that is due at the step where `clock` stands, in order, and with the step that it
    /// is about: operations of [`When::Backward`] come for every step of the trial that ends, the last one first.
    pub fn for_each_due<E>(&self, clock: Clock, run: impl FnMut(&Op, Clock) -> Result<(), E>) -> Result<(), E> {
        for_each_due(&self.ops, |op| op.when, self.steps, clock, run)
    }
}

/// [`Program::for_each_due`] for whatever an engine has made of the operations of a program whose trials have `steps` steps.
pub fn for_each_due<T, E>(
    ops: &[T],
    when: impl Fn(&T) -> When,
    steps: usize,
    clock: Clock,
    mut run: impl FnMut(&T, Clock) -> Result<(), E>,
) -> Result<(), E> {
    let step = clock.step % steps as u64;
    let (begins, ends) = (step == 0, step + 1 == steps as u64);
    let together = |a: &T, b: &T| when(a) == When::Backward && when(b) == When::Backward;
    for ops in ops.chunk_by(together) {
        let due = match when(&ops[0]) {
            When::Step => true,
            When::TrialStart => begins,
            When::TrialEnd => ends,
            When::Backward if ends => {
                for back in 0..steps as u64 {
                    ops.iter().try_for_each(|op| run(op, Clock { step: clock.step - back }))?;
                }
                false
            }
            When::Backward => false,
        };
        if due {
            run(&ops[0], clock)?;
        }
    }
    Ok(())
}

/// Which of a plan's programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Which {
    /// Trials with everything the circuit does, learning included.
    Learn,
    /// Trials with fixed weights.
    Evaluate,
}

/// What a population turned into.
#[derive(Debug, Clone)]
pub struct PopulationPlan {
    /// Its name.
    pub name: String,
    /// Its activity in the learning program.
    pub activity: View,
    /// Its activity in the evaluating program.
    pub evaluated: Option<View>,
    /// Its state in the learning program.
    pub state: Option<View>,
    /// Its state in the evaluating program.
    pub evaluated_state: Option<View>,
    /// Biases (1 × n).
    pub bias: Option<BufferId>,
    /// Third factor (replicas × n).
    pub third_factor: Option<BufferId>,
    /// Learned or fixed feedback weights: (n_o × rank) coordinates with a basis, (n_o × n) without.
    pub feedback: Option<BufferId>,
    /// Learned sensitivity of the activity to its neurons' past changes (n × n), where the third factor comes that way.
    pub sensitivity: Option<BufferId>,
    /// Feedback weights off the manifold (n_o × n), where noise has an isotropic share.
    pub feedback_off: Option<BufferId>,
    /// Basis of the manifold (rank × n), orthonormal rows.
    pub basis: Option<BufferId>,
    /// The manifold's state: see [`op::Track`].
    pub manifold: Option<BufferId>,
}

/// A compiled circuit.
#[derive(Debug, Clone)]
pub struct Plan {
    /// All buffers; [`BufferId`] indexes them.
    pub buffers: Vec<Buffer>,
    /// The program that learns (or only simulates, where nothing is plastic).
    pub learn: Program,
    /// The program that evaluates; `None` for a task without targets.
    pub evaluate: Option<Program>,
    /// Populations in the order of the file.
    pub populations: Vec<PopulationPlan>,
    /// Weights (post × pre, or synapses × 1) of each projection in the order of the file.
    pub weights: Vec<BufferId>,
    /// What the synapses of each projection form in the order of the file, then what biases do that learn as if they were
    /// weights; [`StructureId`] indexes them.
    pub structures: Vec<Arc<Structure>>,
    /// Updates in the whole run.
    pub updates: u64,
}

impl Plan {
    /// The buffer behind an id.
    pub fn buffer(&self, id: BufferId) -> &Buffer {
        &self.buffers[id.0]
    }

    /// The structure behind an id.
    pub fn structure(&self, id: StructureId) -> &Structure {
        &self.structures[id.0]
    }

    /// What the synapses of a projection form.
    pub fn structure_of(&self, projection: usize) -> &Structure {
        &self.structures[projection]
    }

    /// The lists of synapses of those projections that have one.
    pub fn lists(&self) -> impl Iterator<Item = &Listed> {
        self.structures.iter().filter_map(|structure| structure.listed())
    }

    /// One of the programs. Asking for an evaluation that does not exist is the caller's bug.
    pub fn program(&self, which: Which) -> &Program {
        match which {
            Which::Learn => &self.learn,
            Which::Evaluate => self.evaluate.as_ref().expect("the plan has an evaluating program"),
        }
    }
}

/// Where a program stands. The only thing that changes from step to step besides the buffers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Clock {
    /// Steps done so far.
    pub step: u64,
}

impl Clock {
    /// The update (trial of all replicas) that this step belongs to.
    pub fn update(self, program: &Program) -> u64 {
        self.step / program.steps as u64
    }

    /// The step within its trial.
    pub fn step_in_trial(self, program: &Program) -> usize {
        (self.step % program.steps as u64) as usize
    }

    /// How often weights changed before, and how often they will in all: once an update, or at every step (`online`).
    pub fn changes(self, program: &Program, online: bool, updates: u64) -> (u64, u64) {
        match online {
            false => (self.update(program), updates),
            true => (self.step, updates.saturating_mul(program.steps as u64)),
        }
    }

    /// The place of this update in the host's buffers.
    pub fn slot(self, program: &Program) -> usize {
        (self.update(program) % program.chunk as u64) as usize
    }

    /// The place of this step's answer (or of the trial's only one) in the host's buffers.
    pub fn answer(self, program: &Program) -> usize {
        match program.answers {
            1 => self.slot(program),
            answers => self.slot(program) * answers + self.step_in_trial(program),
        }
    }
}
