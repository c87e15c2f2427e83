//! What test trials say: of all of them together, and of each condition.

use serde::{Deserialize, Serialize};

/// Loss and score on test trials.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Tested {
    /// Mean loss per trial.
    pub loss: Option<f64>,
    /// The task's own score: at most 1, and at least 0 but for an explained variance, which is negative where outputs are
    /// further from their targets than the targets' mean is.
    pub score: Option<f64>,
    /// Test trials.
    #[serde(default)]
    pub trials: u64,
    /// 95 % interval of the score over such trials.
    #[serde(default)]
    pub interval: Option<(f64, f64)>,
    /// The conditions that the task tells apart, in its order, of those that had a trial; empty where all trials are under
    /// one.
    #[serde(default)]
    pub kinds: Vec<Kind>,
}

/// One condition.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Kind {
    /// The task's name for it.
    pub name: String,
    /// Test trials under it.
    pub trials: u64,
    /// Mean loss per trial.
    pub loss: Option<f64>,
    /// The task's own score of them.
    pub score: Option<f64>,
}

impl Tested {
    /// True where the score's interval does not lie above `chance`: the trials do not tell it from chance. `None` where
    /// either is not known.
    pub fn is_at_chance(&self, chance: Option<f64>) -> Option<bool> {
        Some(self.interval?.0 <= chance?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_is_above_chance_where_its_whole_interval_is() {
        let tested = |low, high| Tested { interval: Some((low, high)), ..Tested::default() };
        assert_eq!(tested(0.47, 0.56).is_at_chance(Some(0.5)), Some(true));
        assert_eq!(tested(0.1, 0.2).is_at_chance(Some(0.5)), Some(true));
        assert_eq!(tested(0.51, 0.6).is_at_chance(Some(0.5)), Some(false));
        assert_eq!(tested(0.51, 0.6).is_at_chance(None), None);
        assert_eq!(Tested::default().is_at_chance(Some(0.5)), None);
    }
}
