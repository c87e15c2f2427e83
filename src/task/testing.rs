//! What the tests of the tasks share.

use super::{Answers, Split, Task, TaskContext, TaskShape, Trials, Written};

/// A task opened at seed 5.
pub struct Opened {
    pub shape: TaskShape,
    trials: Box<dyn Trials>,
}

impl Opened {
    pub fn new(task: impl Into<Task>, dt: f64) -> Opened {
        let task = task.into();
        let trials = task.open(&TaskContext { seed: 5, dt, data_dir: None }).unwrap();
        Opened { shape: task.shape(dt), trials }
    }

    /// A trial to learn from.
    pub fn trial(&self, index: u64) -> Written {
        Written::of(&self.shape, &*self.trials, Split::Train, index)
    }

    /// Its score.
    pub fn score(&self, index: u64, outputs: &[f32]) -> f64 {
        self.trials.score(Split::Train, index, outputs)
    }

    /// Input `input` of a trial at every step.
    pub fn input(&self, trial: &Written, input: usize) -> Vec<f32> {
        trial.inputs.iter().skip(input).step_by(self.shape.input_len()).copied().collect()
    }
}

/// Asserts that `count` of `trials` fair coins is possible: within 4 standard deviations.
pub fn assert_even(count: usize, trials: usize) {
    let (count, trials) = (count as f64, trials as f64);
    assert!((count - trials / 2.0).abs() < 2.0 * trials.sqrt(), "{count} of {trials}");
}

/// Asserts that a task without noise has the same events at dt and at dt/2, where all of its times are multiples of dt.
pub fn assert_same_events(task: impl Into<Task>, dt: f64) {
    let task = task.into();
    let (coarse, fine) = (Opened::new(task.clone(), dt), Opened::new(task, dt / 2.0));
    assert_eq!(fine.shape.steps, 2 * coarse.shape.steps);
    let twice = |rows: &[f32], width: usize| -> Vec<f32> {
        rows.chunks(width.max(1)).flat_map(|row| [row, row].concat()).collect()
    };
    for index in 0..10 {
        let (coarse_trial, fine_trial) = (coarse.trial(index), fine.trial(index));
        assert_eq!(twice(&coarse_trial.inputs, coarse.shape.input_len()), fine_trial.inputs, "inputs of trial {index}");
        assert_eq!(coarse_trial.kind, fine_trial.kind);
        if coarse.shape.answers == Answers::AtTheEnd {
            assert_eq!(coarse_trial.targets, fine_trial.targets);
            continue;
        }
        assert_eq!(twice(&coarse_trial.targets, coarse.shape.outputs), fine_trial.targets, "targets of trial {index}");
        for (step, weights) in fine_trial.weights.chunks(2).enumerate() {
            assert!((coarse_trial.weights[step] - weights[0] - weights[1]).abs() < 1e-6, "weight of step {step}");
        }
    }
}
