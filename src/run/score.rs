//! Mean loss and score of the trials that an engine has done.

use super::document::Measured;
use super::staging::Staging;
use crate::task::{Metric, ScoreSum, Trials};

/// A mean loss and a score in the making.
#[derive(Debug, Clone)]
pub struct LossAndScore {
    loss: f64,
    trials: u64,
    score: ScoreSum,
}

impl LossAndScore {
    /// No trials yet.
    pub fn new(metric: Metric, outputs: usize) -> LossAndScore {
        LossAndScore { loss: 0.0, trials: 0, score: ScoreSum::new(metric, outputs) }
    }

    /// Adds the first trials, one a loss, of what `staging` staged last: outputs as the engine recorded them.
    pub fn add(&mut self, staging: &Staging, trials: &dyn Trials, outputs: &[f32], losses: &[f32]) {
        self.loss += losses.iter().map(|&l| f64::from(l)).sum::<f64>();
        self.trials += losses.len() as u64;
        staging.scored_rows(outputs, losses.len(), |y, t, w| self.score.add(y, t, w));
        staging.score_trials(trials, self.score.metric(), outputs, losses.len(), |score| {
            self.score.add_trial_score(score);
        });
    }

    /// What was measured; `None` where there was nothing to measure.
    pub fn measured(&self) -> Measured {
        let loss = (self.trials > 0).then(|| self.loss / self.trials as f64);
        Measured { loss, score: self.score.reported() }
    }
}
