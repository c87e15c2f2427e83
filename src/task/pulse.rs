//! A random pulse and then silence: to watch a recurrent circuit run on by itself.

use super::{Answers, Metric, Split, TaskContext, TaskError, TaskModel, TaskShape, Trial, Trials, steps};
use crate::neuron::MOST_NEURONS;
use crate::record;
use crate::rng::Stream;
use crate::schema::Rule;
use crate::units::Unit;

record! {
    /// A random input pulse at the start of each trial, then silence: for simulating recurrent circuits.
    ///
    /// Each input is amplitude times a standard normal number of its own while the pulse is on, then 0. There is no
    /// target and no score. New trials without end to learn from, 100 fixed ones to be measured on.
    pub struct Pulse = "pulse" {
        /// Number of inputs.
        inputs: usize = 1, Rule::ANY.within(1.0, MOST_NEURONS);
        /// Standard deviation of an input during the pulse.
        amplitude: f64 = 1.0, Rule::ANY.at_least(0.0);
        /// Length of the pulse; at most `duration`.
        on: f64 = 50.0, Rule::ANY.above(0.0).unit(Unit::Millisecond);
        /// Length of a trial.
        duration: f64 = 500.0, Rule::ANY.above(0.0).unit(Unit::Millisecond);
        /// Seed of the pulses; None: the run's seed.
        seed: Option<u64> = None, Rule::ANY.at_least(0.0);
    }
}

const TEST_TRIALS: u64 = 100;

impl TaskModel for Pulse {
    fn shape(&self, dt: f64) -> TaskShape {
        TaskShape {
            inputs: vec![self.inputs],
            outputs: 0,
            steps: steps(self.duration, dt),
            held: false,
            answers: Answers::AtTheEnd,
        }
    }

    fn bounded(&self) -> bool {
        false
    }

    fn metric(&self) -> Metric {
        Metric::None
    }

    fn own_seed(&self) -> Option<u64> {
        self.seed
    }

    fn check(&self, dt: f64) -> Result<(), TaskError> {
        super::check_duration(Some(self.duration), dt)?;
        if self.on > self.duration {
            return Err(TaskError::Parameter {
                field: "on",
                message: format!("a pulse of {} ms does not fit a trial of {} ms", self.on, self.duration),
                help: format!("write on: {} or less, or a longer duration", self.duration),
            });
        }
        Ok(())
    }

    fn open(&self, context: &TaskContext) -> Result<Box<dyn Trials>, TaskError> {
        Ok(Box::new(Pulses {
            inputs: self.inputs,
            amplitude: self.amplitude as f32,
            on: steps(self.on, context.dt),
            steps: steps(self.duration, context.dt),
            train: Stream::new(context.seed, "pulse/train"),
            test: Stream::new(context.seed, "pulse/test"),
        }))
    }
}

struct Pulses {
    inputs: usize,
    amplitude: f32,
    on: usize,
    steps: usize,
    train: Stream,
    test: Stream,
}

impl Trials for Pulses {
    fn len(&self, split: Split) -> Option<u64> {
        (split == Split::Test).then_some(TEST_TRIALS)
    }

    fn write(&self, split: Split, trial: u64, into: Trial) {
        let Trial { inputs, targets, .. } = into;
        assert_eq!(inputs.len(), self.steps * self.inputs, "one number an input and step");
        assert!(targets.is_empty(), "a pulse has no target");
        let stream = match split {
            Split::Train => &self.train,
            Split::Test => &self.test,
        };
        let (pulse, silence) = inputs.split_at_mut(self.on * self.inputs);
        let (first, rest) = pulse.split_at_mut(self.inputs);
        stream.fill_normal(trial, 0, first);
        first.iter_mut().for_each(|x| *x *= self.amplitude);
        rest.chunks_exact_mut(self.inputs).for_each(|step| step.copy_from_slice(first));
        silence.fill(0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::{Task, Written};

    fn written(pulse: &Pulse, dt: f64, split: Split, trial: u64) -> Vec<f32> {
        let task = Task::from(pulse.clone());
        let trials = task.open(&TaskContext { seed: 4, dt, data_dir: None }).unwrap();
        Written::of(&task.shape(dt), &*trials, split, trial).inputs
    }

    #[test]
    fn the_input_is_constant_during_the_pulse_and_silent_after_it() {
        let pulse = Pulse { inputs: 3, on: 4.0, duration: 10.0, ..Pulse::default() };
        let inputs = written(&pulse, 2.0, Split::Train, 9);
        let rows: Vec<&[f32]> = inputs.chunks(3).collect();
        assert_eq!(rows.len(), 5);
        assert_eq!(rows[0], rows[1]);
        assert!(rows[0].iter().all(|&x| x != 0.0));
        assert!(rows[2..].iter().all(|row| *row == [0.0; 3]));
        assert_eq!(written(&pulse, 1.0, Split::Train, 9)[..3], *rows[0], "at any dt");
        assert_ne!(written(&pulse, 2.0, Split::Train, 10)[..3], *rows[0]);
        assert_ne!(written(&pulse, 2.0, Split::Test, 9)[..3], *rows[0]);
    }

    #[test]
    fn the_pulse_has_the_standard_deviation_asked_for() {
        let pulse = Pulse { inputs: 4000, amplitude: 3.0, on: 1.0, duration: 1.0, ..Pulse::default() };
        let inputs = written(&pulse, 1.0, Split::Train, 0);
        let variance = inputs.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>() / 4000.0;
        assert!((variance - 9.0).abs() < 1.0, "{variance}");
    }

    #[test]
    fn a_pulse_longer_than_its_trial_is_refused() {
        let task = Task::from(Pulse { on: 60.0, duration: 50.0, ..Pulse::default() });
        let text = task.check(1.0).unwrap_err().to_string();
        assert!(text.starts_with("on: a pulse of 60 ms does not fit a trial of 50 ms"), "{text}");
        let endless = Task::from(Pulse { duration: 1e15, ..Pulse::default() });
        assert!(endless.check(0.1).is_err());
    }
}
