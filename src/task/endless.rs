//! Trials that are drawn without end: what the generated tasks have in common.

use super::draw::Draws;
use super::{Split, TaskContext, TaskShape, Trial, Trials, Written};
use crate::rng::Stream;

/// A task that draws its trials.
pub trait Draw: Send + Sync {
    /// Writes the trial that `draws` draws; inputs and targets arrive filled with 0.
    fn draw(&self, draws: &mut Draws, into: Trial);

    /// The score in [0, 1] of the outputs for a trial, [target rows × outputs]; see [`Trials::score`].
    fn score(&self, _trial: &Written, _outputs: &[f32]) -> f64 {
        0.0
    }
}

/// Trials to be scored on; those to learn from have no end.
pub const TEST_TRIALS: u64 = 500;

/// The trials that `task` draws under its `name`.
pub fn open(name: &str, context: &TaskContext, shape: TaskShape, task: impl Draw + 'static) -> Box<dyn Trials> {
    let stream = |split: Split| Stream::new(context.seed, &format!("{name}/{}", split.name()));
    Box::new(Endless { task, shape, train: stream(Split::Train), test: stream(Split::Test) })
}

struct Endless<T> {
    task: T,
    shape: TaskShape,
    train: Stream,
    test: Stream,
}

impl<T: Draw> Trials for Endless<T> {
    fn len(&self, split: Split) -> Option<u64> {
        (split == Split::Test).then_some(TEST_TRIALS)
    }

    fn write(&self, split: Split, trial: u64, into: Trial) {
        assert_eq!(into.inputs.len(), self.shape.input_rows() * self.shape.input_len(), "one number an input and step");
        assert_eq!(
            into.targets.len(),
            self.shape.target_rows() * self.shape.outputs,
            "one number an output and answer"
        );
        into.inputs.fill(0.0);
        into.targets.fill(0.0);
        let stream = match split {
            Split::Train => &self.train,
            Split::Test => &self.test,
        };
        self.task.draw(&mut Draws::new(stream, trial), into);
    }

    fn score(&self, split: Split, trial: u64, outputs: &[f32]) -> f64 {
        self.task.score(&Written::of(&self.shape, self, split, trial), outputs)
    }
}
