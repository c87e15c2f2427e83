//! Scores under noise that a circuit did not learn with.

use super::document::Tested;
use super::document::robustness::{Robustness, RobustnessRow};
use super::session::Session;
use crate::error::Error;
use crate::plan::BufferId;
use crate::rng::Stream;
use crate::task::{Split, Trial, Trials, Written};
use std::sync::Arc;

/// Levels of noise on inputs.
const INPUTS: [f64; 6] = [0.1, 0.2, 0.5, 1.0, 2.0, 5.0];
/// Levels of noise on weights.
const WEIGHTS: [f64; 6] = [0.05, 0.1, 0.2, 0.5, 1.0, 2.0];
/// Draws of weight noise at each level. Inputs have fresh noise on every trial.
const DRAWS: u64 = 3;
/// Trials from which the scale of the inputs is taken.
const SCALE_TRIALS: u64 = 200;

impl Session {
    /// Test scores with noise on inputs, then on weights, on no more than `most` trials. The session is as it was
    /// afterwards. Empty for a task without targets. A level at which a loss is not finite has no score.
    ///
    /// # Errors
    /// [`Error::Diverged`] where a loss is not finite without noise.
    pub fn robustness(&mut self, most: u64) -> Result<Robustness, Error> {
        let total = self.test_trials().min(most).max(1);
        let Some(clean) = self.evaluate_on(total, None, &mut [])? else { return Ok(Robustness::default()) };
        let mut rows = Vec::new();
        let scale = self.input_scale(total);
        for level in INPUTS {
            let noise = Stream::new(self.circuit.seed, "robustness/inputs");
            let noisy = Noisy { trials: Arc::clone(&self.trials), noise, scale: (level * scale) as f32 };
            let found = unless_diverged(self.evaluate_on(total, Some(&noisy), &mut []))?;
            rows.push(row("inputs", level, &[found]));
        }
        for level in WEIGHTS {
            let mut measured = Vec::new();
            for draw in 0..DRAWS {
                let before = self.disturb(level, draw);
                let found = self.evaluate_on(total, None, &mut []);
                before.into_iter().for_each(|(id, weights)| self.engine.write(id, 0, &weights));
                measured.push(unless_diverged(found)?);
            }
            rows.push(row("weights", level, &measured));
        }
        let half = |kind| half(clean.score?, self.circuit.task.chance()?, rows.iter().filter(|row| row.kind == kind));
        let (half_inputs, half_weights) = (half("inputs"), half("weights"));
        Ok(Robustness { trials: total, clean: clean.score, rows, half_inputs, half_weights })
    }

    /// Adds noise to the weights of all projections; returns what they were.
    fn disturb(&mut self, level: f64, draw: u64) -> Vec<(BufferId, Vec<f32>)> {
        let mut before = Vec::new();
        for (i, &id) in self.plan.weights.clone().iter().enumerate() {
            let mut weights = vec![0.0; self.plan.buffer(id).len()];
            self.engine.read(id, 0, &mut weights);
            let mut noise = vec![0.0; weights.len()];
            Stream::new(self.circuit.seed, "robustness/weights").child(i as u64).fill_normal(draw, 0, &mut noise);
            let std = (level * root_mean_square(&weights)) as f32;
            let noisy: Vec<f32> = weights.iter().zip(&noise).map(|(w, z)| w + std * z).collect();
            self.engine.write(id, 0, &noisy);
            before.push((id, weights));
        }
        before
    }

    /// The root of the mean square of the inputs.
    fn input_scale(&self, total: u64) -> f64 {
        let mut trial = Written::room(&self.shape);
        let mut squares: Vec<f64> = Vec::new();
        for k in 0..total.min(SCALE_TRIALS) {
            trial.write(&*self.trials, Split::Test, k);
            squares.push(root_mean_square(&trial.inputs).powi(2));
        }
        (squares.iter().sum::<f64>() / squares.len().max(1) as f64).sqrt()
    }
}

/// The trials of a task with noise on their inputs.
struct Noisy {
    trials: Arc<dyn Trials>,
    noise: Stream,
    scale: f32,
}

impl Trials for Noisy {
    fn len(&self, split: Split) -> Option<u64> {
        self.trials.len(split)
    }

    fn write(&self, split: Split, trial: u64, into: Trial) {
        let Trial { inputs, targets, weights, kind, condition } = into;
        self.trials.write(split, trial, Trial { inputs: &mut *inputs, targets, weights, kind, condition });
        let mut noise = vec![0.0; inputs.len()];
        self.noise.fill_normal(trial, 0, &mut noise);
        inputs.iter_mut().zip(noise).for_each(|(x, z)| *x += self.scale * z);
    }

    fn score(&self, split: Split, trial: u64, outputs: &[f32]) -> f64 {
        self.trials.score(split, trial, outputs)
    }
}

fn root_mean_square(values: &[f32]) -> f64 {
    let sum: f64 = values.iter().map(|x| f64::from(*x).powi(2)).sum();
    (sum / values.len().max(1) as f64).sqrt()
}

/// What was measured under noise; `None` where a loss was not finite.
fn unless_diverged(found: Result<Option<Tested>, Error>) -> Result<Option<Tested>, Error> {
    match found {
        Err(Error::Diverged(_)) => Ok(None),
        found => found,
    }
}

/// One level, with what each draw of its noise gave.
fn row(kind: &str, level: f64, draws: &[Option<Tested>]) -> RobustnessRow {
    RobustnessRow {
        kind: kind.into(),
        level,
        score: mean(draws.iter().map(|draw| draw.as_ref()?.score)),
        loss: mean(draws.iter().map(|draw| draw.as_ref()?.loss)),
        diverged: draws.iter().filter(|draw| draw.is_none()).count(),
    }
}

fn mean(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let values: Vec<f64> = values.collect::<Option<_>>()?;
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// The level at which the score has fallen halfway from `clean` to `chance`, on straight lines between the levels.
fn half<'a>(clean: f64, chance: f64, rows: impl Iterator<Item = &'a RobustnessRow>) -> Option<f64> {
    let middle = (clean + chance) / 2.0;
    let (mut level, mut score) = (0.0, clean);
    for row in rows {
        let next = row.score?;
        if next <= middle && score > middle {
            return Some(level + (row.level - level) * (score - middle) / (score - next));
        }
        (level, score) = (row.level, next);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_lies_between_the_levels_around_it() {
        let row = |level, score| RobustnessRow { level, score: Some(score), ..RobustnessRow::default() };
        let rows = [row(1.0, 0.8), row(2.0, 0.4), row(4.0, 0.1)];
        assert!((half(0.9, 0.1, rows.iter()).unwrap() - 1.75).abs() < 1e-12);
        assert_eq!(half(0.9, 0.1, rows[..1].iter()), None);
        assert!((half(0.9, 0.7, [row(0.5, 0.7)].iter()).unwrap() - 0.25).abs() < 1e-12);
    }
}
