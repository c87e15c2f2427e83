//! Mean loss and score of the trials that an engine has done.

use super::document::{Kind, Measured, Tested};
use super::staging::Staging;
use crate::task::{Metric, ScoreSum, Task, Trials};

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
        staging.score_trials(trials, self.score.metric(), outputs, losses.len(), |_, score| {
            self.score.add_trial_score(score);
        });
    }

    /// What was measured; `None` where there was nothing to measure.
    pub fn measured(&self) -> Measured {
        let loss = (self.trials > 0).then(|| self.loss / self.trials as f64);
        Measured { loss, score: self.score.reported() }
    }
}

/// Test trials in the making: all together, one by one, and each condition apart.
pub struct Test {
    together: LossAndScore,
    /// The trials one by one, of which the score's interval is told.
    one_by_one: ScoreSum,
    conditions: Vec<(String, LossAndScore)>,
}

impl Test {
    /// No trials yet.
    pub fn new(task: &Task, outputs: usize) -> Test {
        let fresh = || LossAndScore::new(task.metric(), outputs);
        Test {
            together: fresh(),
            one_by_one: ScoreSum::new(task.metric(), outputs),
            conditions: task.conditions().into_iter().map(|name| (name, fresh())).collect(),
        }
    }

    /// Adds the first trials, as [`LossAndScore::add`].
    pub fn add(&mut self, staging: &Staging, trials: &dyn Trials, outputs: &[f32], losses: &[f32]) {
        self.together.add(staging, trials, outputs, losses);
        let (mut own, metric) = (vec![None; losses.len()], self.one_by_one.metric());
        staging.score_trials(trials, metric, outputs, losses.len(), |k, score| own[k] = Some(score));
        for (k, loss) in losses.iter().enumerate() {
            let add = |sum: &mut ScoreSum| match own[k] {
                Some(score) => sum.add_trial_score(score),
                None => staging.rows_of(outputs, k).for_each(|(y, t, w)| sum.add(y, t, w)),
            };
            add(&mut self.one_by_one);
            self.one_by_one.end_trial();
            if let Some((_, condition)) = self.conditions.get_mut(staging.condition(k)) {
                condition.loss += f64::from(*loss);
                condition.trials += 1;
                add(&mut condition.score);
            }
        }
    }

    /// What was measured.
    pub fn tested(&self) -> Tested {
        let Measured { loss, score } = self.together.measured();
        let kind = |(name, of): &(String, LossAndScore)| {
            let Measured { loss, score } = of.measured();
            Kind { name: name.clone(), trials: of.trials, loss, score }
        };
        let met = self.conditions.iter().filter(|(_, of)| of.trials > 0);
        let kinds = met.map(kind).collect();
        Tested { loss, score, trials: self.together.trials, interval: self.one_by_one.interval(), kinds }
    }
}
