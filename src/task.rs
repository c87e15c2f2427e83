//! Tasks and data sets: what a circuit is asked to do.
//!
//! A task is one file below `task/`: a [`record!`](macro@crate::record) with its parameters that implements [`TaskModel`], and
//! one name in the registry at the end of this file. What it opens is a source of [`Trials`]; every trial is a pure
//! function of (task, seed, split, index), so that runs resume and split over threads without changing.

pub mod accumulation;
pub mod adding;
pub mod context_integration;
pub mod copy;
pub mod data_folder;
pub mod delayed_match;
pub mod delayed_xor;
pub mod digits;
pub mod draw;
pub mod endless;
pub mod epochs;
pub mod error;
pub mod evidence;
pub mod fashion_mnist;
pub mod flip_flop;
pub mod idx;
pub mod image_classes;
pub mod mnist;
pub mod order;
pub mod pattern;
pub mod pulse;
pub mod report;
pub mod romo;
pub mod score;
pub mod sequential;
pub mod slots;
pub mod teacher;
pub mod yang;

pub use accumulation::Accumulation;
pub use adding::Adding;
pub use context_integration::ContextIntegration;
pub use copy::CopyTask;
pub use delayed_match::DelayedMatch;
pub use delayed_xor::DelayedXor;
pub use digits::Digits;
pub use error::TaskError;
pub use evidence::Evidence;
pub use fashion_mnist::FashionMnist;
pub use flip_flop::FlipFlop;
pub use mnist::Mnist;
pub use order::TrialOrder;
pub use pattern::Pattern;
pub use pulse::Pulse;
pub use romo::Romo;
pub use score::{Metric, ScoreSum, score};
pub use sequential::Sequential;
pub use teacher::Teacher;
pub use yang::Yang;

use std::path::Path;

/// What a circuit must offer to be given a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskShape {
    /// Shape of one step's input: `[1, 28, 28]` (channels, height, width) or `[64]`.
    pub inputs: Vec<usize>,
    /// Length of a target; 0 when the task has none.
    pub outputs: usize,
    /// Steps of a trial; 1 for a static task.
    pub steps: usize,
    /// True when one input vector is held for the whole trial, and is therefore written once.
    pub held: bool,
    /// When an answer is expected.
    pub answers: Answers,
}

/// When a trial's answer is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answers {
    /// Once, at the last step: one target a trial.
    AtTheEnd,
    /// A target at every step, each with a weight (the mask): 0 where nothing is expected.
    EveryStep,
}

/// What a task's targets are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Targets {
    /// Those of a row that weighs anything are at least 0 and sum to 1: of classes, 1 for the right one.
    Probabilities,
    /// Any numbers.
    Numbers,
}

impl TaskShape {
    /// A sequence: `inputs` numbers and a target of `outputs` numbers at each of `steps` steps.
    pub fn at_every_step(inputs: usize, outputs: usize, steps: usize) -> TaskShape {
        TaskShape { inputs: vec![inputs], outputs, steps, held: false, answers: Answers::EveryStep }
    }

    /// Numbers in one step's input: the product of `inputs`.
    pub fn input_len(&self) -> usize {
        self.inputs.iter().product()
    }

    /// Input vectors that [`Trials::write`] writes for a trial: 1 when held, else one a step.
    pub fn input_rows(&self) -> usize {
        if self.held { 1 } else { self.steps }
    }

    /// Targets of a trial, each with its weight: 1, or one a step.
    pub fn target_rows(&self) -> usize {
        match self.answers {
            Answers::AtTheEnd => 1,
            Answers::EveryStep => self.steps,
        }
    }
}

/// Where a trial is written.
pub struct Trial<'a> {
    /// [rows × input length], with the rows of [`TaskShape::input_rows`].
    pub inputs: &'a mut [f32],
    /// [rows × outputs], with the rows of [`TaskShape::target_rows`]; one-hot for classes.
    pub targets: &'a mut [f32],
    /// The weight of each target row in the trial's loss, L = Σ w(t) ℓ(y(t), target(t)); at least 0, with the sum 1: a
    /// weighted mean over steps, so that neither loss nor gradient depends on dt. Arrives filled with 1/rows.
    pub weights: &'a mut [f32],
    /// Which of [`TaskModel::trial_types`] it is. Arrives as 0.
    pub kind: &'a mut usize,
    /// Which of [`TaskModel::conditions`] it is under. Arrives as none, which says: that of its kind.
    pub condition: &'a mut Option<usize>,
}

/// A trial that owns its numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// See [`Trial::inputs`].
    pub inputs: Vec<f32>,
    /// See [`Trial::targets`].
    pub targets: Vec<f32>,
    /// See [`Trial::weights`].
    pub weights: Vec<f32>,
    /// See [`Trial::kind`].
    pub kind: usize,
    /// See [`Trial::condition`].
    pub condition: usize,
}

impl Written {
    /// Room for a trial of this shape.
    pub fn room(shape: &TaskShape) -> Written {
        Written {
            inputs: vec![0.0; shape.input_rows() * shape.input_len()],
            targets: vec![0.0; shape.target_rows() * shape.outputs],
            weights: vec![0.0; shape.target_rows()],
            kind: 0,
            condition: 0,
        }
    }

    /// Writes a trial here.
    pub fn write(&mut self, trials: &dyn Trials, split: Split, trial: u64) {
        let Written { inputs, targets, weights, kind, condition } = self;
        let even = 1.0 / weights.len() as f32;
        weights.fill(even);
        *kind = 0;
        let mut other = None;
        trials.write(split, trial, Trial { inputs, targets, weights, kind, condition: &mut other });
        *condition = other.unwrap_or(*kind);
    }

    /// A trial of a task of this shape.
    pub fn of(shape: &TaskShape, trials: &dyn Trials, split: Split, trial: u64) -> Written {
        let mut written = Written::room(shape);
        written.write(trials, split, trial);
        written
    }
}

/// Which trials: those to learn from, or those to be scored on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Split {
    /// Trials to learn from.
    Train,
    /// Trials to be scored on, never learned from.
    Test,
}

impl Split {
    /// `train` or `test`.
    pub fn name(self) -> &'static str {
        match self {
            Split::Train => "train",
            Split::Test => "test",
        }
    }
}

/// What a task is opened with.
#[derive(Debug, Clone, Copy)]
pub struct TaskContext<'a> {
    /// The run's seed; a task with a seed of its own uses that (see [`Task::seeded_by`]).
    pub seed: u64,
    /// Length of a step, in ms.
    pub dt: f64,
    /// Where the user says that data sets lie.
    pub data_dir: Option<&'a Path>,
}

/// An opened task.
pub trait Trials: Send + Sync {
    /// Number of trials of a split; `None` when they are generated without end.
    fn len(&self, split: Split) -> Option<u64>;

    /// Writes trial `trial` of a split, the same numbers every time.
    ///
    /// # Panics
    ///
    /// When `trial` is not below [`Trials::len`], or a slice has another length than the task's shape says.
    fn write(&self, split: Split, trial: u64, into: Trial);

    /// The score, in [0, 1], of a trial's outputs, [target rows × outputs]: for tasks of [`Metric::PerTrial`], the others
    /// are scored by their targets.
    fn score(&self, _split: Split, _trial: u64, _outputs: &[f32]) -> f64 {
        0.0
    }
}

/// What each task defines.
pub trait TaskModel {
    /// Its shape at a step of `dt` ms, known without opening any data.
    fn shape(&self, dt: f64) -> TaskShape;

    /// How it is scored.
    fn metric(&self) -> Metric;

    /// What its targets are.
    fn targets(&self) -> Targets {
        match self.metric() {
            Metric::Accuracy => Targets::Probabilities,
            Metric::ExplainedVariance | Metric::PerTrial | Metric::None => Targets::Numbers,
        }
    }

    /// Names of the classes in the order of the outputs; empty when there are none.
    fn class_names(&self) -> &'static [&'static str] {
        &[]
    }

    /// Names of the kinds of trial that a baseline is best kept apart for (which rule, which answer); empty when all are
    /// of one kind.
    fn trial_types(&self) -> &'static [&'static str] {
        &[]
    }

    /// Names of the conditions that scores are told apart for (which rule, which coherence); empty when all trials are
    /// under one. A condition says how hard or of what kind a trial is, which the task's kinds mostly do.
    fn conditions(&self) -> Vec<String> {
        self.trial_types().iter().map(|name| name.to_string()).collect()
    }

    /// The expected score of the best answer that does not depend on the inputs; `None` where there is no score. Where
    /// the task says nothing else: one of its classes, equally frequent, or no variance explained.
    fn chance(&self) -> Option<f64> {
        match self.metric() {
            Metric::Accuracy => Some(1.0 / self.class_names().len() as f64),
            Metric::ExplainedVariance => Some(0.0),
            Metric::PerTrial | Metric::None => None,
        }
    }

    /// True when there is a fixed number of training trials, so that a run can be measured in epochs.
    fn bounded(&self) -> bool {
        true
    }

    /// The task's own seed, where its circuit file gives one.
    fn own_seed(&self) -> Option<u64> {
        None
    }

    /// What its data take, and how many they are.
    fn holdings(&self) -> Holdings {
        Holdings::default()
    }

    /// Refuses parameters that are legal one by one but not together, or not at this `dt` (ms).
    fn check(&self, _dt: f64) -> Result<(), TaskError> {
        Ok(())
    }

    /// Finds or draws what the trials need. Called after [`TaskModel::check`], with the seed already resolved.
    fn open(&self, context: &TaskContext) -> Result<Box<dyn Trials>, TaskError>;
}

/// What is known of a task's data before they are opened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Holdings {
    /// Bytes that they take in memory.
    pub bytes: u64,
    /// Test trials; `None` when they are generated without end.
    pub test_trials: Option<u64>,
}

/// Steps of `dt` in `duration` (both ms): the nearest whole number, at least 1.
pub fn steps(duration: f64, dt: f64) -> usize {
    (duration / dt).round().max(1.0) as usize
}

/// Refuses a duration (ms) of more steps than a step counter holds.
fn check_duration(duration: Option<f64>, dt: f64) -> Result<(), TaskError> {
    match duration {
        Some(duration) if duration / dt > f64::from(u32::MAX) => Err(TaskError::Parameter {
            field: "duration",
            message: format!("{duration} ms in steps of {dt} ms are more steps than a trial can have"),
            help: format!("shorten it below {:e} ms", dt * f64::from(u32::MAX)),
        }),
        _ => Ok(()),
    }
}

/// Refuses a list of nothing to choose from.
fn check_some<T>(field: &'static str, items: &[T]) -> Result<(), TaskError> {
    match items {
        [] => Err(TaskError::Parameter {
            field,
            message: "the list is empty".into(),
            help: "name at least one, or leave the field out".into(),
        }),
        _ => Ok(()),
    }
}

macro_rules! registry {
    ($($task:ident),* $(,)?) => {
        crate::choice! {
            /// A task or data set.
            pub enum Task { $($task($task)),* }
        }

        impl Task {
            fn model(&self) -> &dyn TaskModel {
                match self { $(Task::$task(task) => task),* }
            }
        }
    };
}

registry!(
    Digits,
    FashionMnist,
    Mnist,
    Sequential,
    Teacher,
    Pulse,
    Pattern,
    FlipFlop,
    Evidence,
    ContextIntegration,
    Accumulation,
    DelayedXor,
    DelayedMatch,
    Romo,
    Yang,
    CopyTask,
    Adding,
);

impl Task {
    /// Its shape at a step of `dt` ms, known without opening any data.
    pub fn shape(&self, dt: f64) -> TaskShape {
        self.model().shape(dt)
    }

    /// How it is scored.
    pub fn metric(&self) -> Metric {
        self.model().metric()
    }

    /// What its targets are.
    pub fn targets(&self) -> Targets {
        self.model().targets()
    }

    /// True when there is a fixed number of training trials, so that a run can be measured in epochs.
    pub fn bounded(&self) -> bool {
        self.model().bounded()
    }

    /// Names of the classes in the order of the outputs; empty when there are none.
    pub fn class_names(&self) -> &'static [&'static str] {
        self.model().class_names()
    }

    /// What its data take, and how many they are: known before they are opened.
    pub fn holdings(&self) -> Holdings {
        self.model().holdings()
    }

    /// Number of kinds of trial, at least 1.
    pub fn kinds(&self) -> usize {
        self.model().trial_types().len().max(1)
    }

    /// Names of the kinds of trial; empty when all are of one kind.
    pub fn trial_types(&self) -> &'static [&'static str] {
        self.model().trial_types()
    }

    /// Names of the conditions that scores are told apart for; empty when all trials are under one.
    pub fn conditions(&self) -> Vec<String> {
        self.model().conditions()
    }

    /// The expected score of the best answer that does not depend on the inputs; `None` where that says nothing.
    pub fn chance(&self) -> Option<f64> {
        self.model().chance()
    }

    /// The seed of everything that the task itself draws: its own where the circuit file gives one, else the run's.
    pub fn seeded_by(&self, run_seed: u64) -> u64 {
        self.model().own_seed().unwrap_or(run_seed)
    }

    /// Refuses parameters that are legal one by one but not together, or not at this `dt` (ms). Opens no data.
    pub fn check(&self, dt: f64) -> Result<(), TaskError> {
        self.model().check(dt)
    }

    /// Checks the parameters, then finds or draws what the trials need.
    ///
    /// # Errors
    ///
    /// Parameters that do not fit together, data that are not there, or files that are not what they should be.
    pub fn open(&self, context: &TaskContext) -> Result<Box<dyn Trials>, TaskError> {
        self.check(context.dt)?;
        let seed = self.seeded_by(context.seed);
        self.model().open(&TaskContext { seed, ..*context })
    }
}

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
