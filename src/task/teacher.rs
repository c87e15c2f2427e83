//! A teacher circuit: regression with a Jacobian and an input subspace that are known exactly.

mod circuit;

pub use circuit::TeacherCircuit;

use super::{Answers, Holdings, Metric, Split, TaskContext, TaskError, TaskModel, TaskShape, Trial, Trials, steps};
use crate::record;
use crate::rng::Stream;
use crate::schema::Rule;
use crate::units::Unit;

record! {
    /// A random teacher: the circuit learns to respond to random inputs as a teacher circuit does, linear or with one
    /// tanh layer.
    ///
    /// Inputs are x = A z + noise ε with z and ε standard normal and A a random basis of `rank` directions, scaled so
    /// that A z has variance 1 per input: a subspace known exactly, above an isotropic floor. Targets are W x, or
    /// V tanh(W x) with a hidden layer; entries of W and V are normal with variance 1 over their number of inputs.
    /// New trials without end to learn from, 1,000 fixed ones to be scored on.
    pub struct Teacher = "teacher" {
        /// Number of inputs.
        inputs: usize = 64, Rule::ANY.at_least(1.0);
        /// Number of tanh neurons of the teacher; 0: the teacher is linear.
        hidden: usize = 0, Rule::ANY.at_least(0.0);
        /// Number of outputs.
        outputs: usize = 10, Rule::ANY.at_least(1.0);
        /// Dimension of the inputs' principal subspace; at most `inputs`.
        rank: usize = 8, Rule::ANY.at_least(1.0);
        /// Standard deviation of the inputs' isotropic floor, beside 1 for the principal part.
        noise: f64 = 0.1, Rule::ANY.at_least(0.0);
        /// Standard deviation of the noise on the targets to learn from; those to be scored on have none.
        label_noise: f64 = 0.0, Rule::ANY.at_least(0.0);
        /// How long an input is shown; None: one step.
        duration: Option<f64> = None, Rule::ANY.above(0.0).unit(Unit::Millisecond);
        /// Seed of the teacher and its trials; None: the run's seed.
        seed: Option<u64> = None, Rule::ANY.at_least(0.0);
    }
}

const TEST_TRIALS: u64 = 1_000;

impl Teacher {
    /// The teacher that is drawn under `seed`: the one of a run with that seed, unless `self.seed` is given.
    ///
    /// # Errors
    ///
    /// When the rank is above the number of inputs, or the matrices are too large.
    pub fn circuit(&self, seed: u64) -> Result<TeacherCircuit, TaskError> {
        self.check(1.0)?;
        Ok(TeacherCircuit::draw(self, self.seed.unwrap_or(seed)))
    }
}

impl TaskModel for Teacher {
    fn shape(&self, dt: f64) -> TaskShape {
        TaskShape {
            inputs: vec![self.inputs],
            outputs: self.outputs,
            steps: self.duration.map_or(1, |duration| steps(duration, dt)),
            held: true,
            answers: Answers::AtTheEnd,
        }
    }

    fn bounded(&self) -> bool {
        false
    }

    fn metric(&self) -> Metric {
        Metric::ExplainedVariance
    }

    fn own_seed(&self) -> Option<u64> {
        self.seed
    }

    fn holdings(&self) -> Holdings {
        let (inputs, hidden, outputs) = (self.inputs as f64, self.hidden as f64, self.outputs as f64);
        let first = if self.hidden > 0 { hidden } else { outputs };
        // In double precision; the mixing is drawn beside what it becomes.
        let numbers = 2.0 * inputs * self.rank as f64 + first * inputs + outputs * hidden;
        Holdings { bytes: (8.0 * numbers) as u64, test_trials: Some(TEST_TRIALS) }
    }

    fn check(&self, dt: f64) -> Result<(), TaskError> {
        super::check_duration(self.duration, dt)?;
        if self.rank > self.inputs {
            return Err(TaskError::Parameter {
                field: "rank",
                message: format!("{} directions do not fit {} inputs", self.rank, self.inputs),
                help: format!("write rank: {} or less, or more inputs", self.inputs),
            });
        }
        for (field, size) in [("inputs", self.inputs), ("hidden", self.hidden), ("outputs", self.outputs)] {
            if size > MOST_NEURONS {
                return Err(TaskError::Parameter {
                    field,
                    message: format!("a teacher of {size} neurons would not fit into memory"),
                    help: format!("write {MOST_NEURONS} or less"),
                });
            }
        }
        Ok(())
    }

    fn open(&self, context: &TaskContext) -> Result<Box<dyn Trials>, TaskError> {
        let stream = |name: &str| Stream::new(context.seed, name);
        Ok(Box::new(TeacherTrials {
            circuit: self.circuit(context.seed)?,
            noise: self.noise as f32,
            label_noise: self.label_noise as f32,
            train: stream("teacher/train"),
            test: stream("teacher/test"),
        }))
    }
}

/// The three matrices of a teacher of this size take 6 GiB.
const MOST_NEURONS: usize = 16_384;

struct TeacherTrials {
    circuit: TeacherCircuit,
    noise: f32,
    label_noise: f32,
    train: Stream,
    test: Stream,
}

/// The numbers of one trial, told apart by the step they are drawn at.
const LATENT: u32 = 0;
const FLOOR: u32 = 1;
const LABEL: u32 = 2;

impl Trials for TeacherTrials {
    fn len(&self, split: Split) -> Option<u64> {
        (split == Split::Test).then_some(TEST_TRIALS)
    }

    fn write(&self, split: Split, trial: u64, into: Trial) {
        let Trial { inputs, targets, .. } = into;
        let stream = match split {
            Split::Train => &self.train,
            Split::Test => &self.test,
        };
        let mut latent = vec![0.0; self.circuit.rank()];
        stream.fill_normal(trial, LATENT, &mut latent);
        stream.fill_normal(trial, FLOOR, inputs);
        self.circuit.mix(&latent, self.noise, inputs);
        self.circuit.respond(inputs, targets);
        if split == Split::Train && self.label_noise > 0.0 {
            let mut noise = vec![0.0; targets.len()];
            stream.fill_normal(trial, LABEL, &mut noise);
            for (target, noise) in targets.iter_mut().zip(noise) {
                *target += self.label_noise * noise;
            }
        }
    }
}

#[cfg(test)]
mod tests;
