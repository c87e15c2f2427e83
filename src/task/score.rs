//! Scores: how well outputs fit targets, one number in [0, 1] a split.

/// How a task is scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Metric {
    /// Fraction of rows in which output and target have their largest entry at the same place.
    Accuracy,
    /// 1 − Σ|y − t|² / Σ|t − mean t|², over all rows and outputs; the mean is each output's own.
    ExplainedVariance,
    /// The task has no target.
    None,
}

impl Metric {
    /// `accuracy`, `explained_variance` or `none`.
    pub fn name(self) -> &'static str {
        match self {
            Metric::Accuracy => "accuracy",
            Metric::ExplainedVariance => "explained_variance",
            Metric::None => "none",
        }
    }
}

/// A score in the making: batch by batch, in float64.
#[derive(Debug, Clone)]
pub struct ScoreSum {
    metric: Metric,
    rows: u64,
    correct: u64,
    squared_error: f64,
    mean: Vec<f64>,
    squared_deviation: f64,
}

impl ScoreSum {
    /// No rows yet, of `outputs` numbers each.
    pub fn new(metric: Metric, outputs: usize) -> Self {
        ScoreSum { metric, rows: 0, correct: 0, squared_error: 0.0, mean: vec![0.0; outputs], squared_deviation: 0.0 }
    }

    /// Adds a batch: `outputs` and `targets` are [rows × outputs], row by row.
    ///
    /// # Panics
    ///
    /// When the two differ in length, or hold no whole number of rows.
    pub fn add(&mut self, outputs: &[f32], targets: &[f32]) {
        assert_eq!(outputs.len(), targets.len(), "a target for every output");
        if self.metric == Metric::None || self.mean.is_empty() {
            return;
        }
        let width = self.mean.len();
        assert_eq!(outputs.len() % width, 0, "whole rows of {width}");
        for (y, t) in outputs.chunks_exact(width).zip(targets.chunks_exact(width)) {
            self.rows += 1;
            match self.metric {
                Metric::Accuracy => self.correct += u64::from(same_class(y, t)),
                Metric::ExplainedVariance => self.add_deviation(y, t),
                Metric::None => {}
            }
        }
    }

    /// Welford's update: exact where the plain sum of squares would cancel.
    fn add_deviation(&mut self, y: &[f32], t: &[f32]) {
        for ((&y, &t), mean) in y.iter().zip(t).zip(&mut self.mean) {
            let (y, t) = (f64::from(y), f64::from(t));
            let error = (y - t).powi(2);
            // An output that is no number is as wrong as can be, not unmeasured.
            self.squared_error += if error.is_nan() { f64::INFINITY } else { error };
            let before = t - *mean;
            *mean += before / self.rows as f64;
            self.squared_deviation += before * (t - *mean);
        }
    }

    /// Rows added so far.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The score as it is: at most 1, an explained variance down to −∞. `None` when there is nothing to score: no rows,
    /// no metric, or targets that do not vary.
    pub fn value(&self) -> Option<f64> {
        match self.metric {
            Metric::Accuracy if self.rows > 0 => Some(self.correct as f64 / self.rows as f64),
            Metric::ExplainedVariance if self.squared_deviation > 0.0 => {
                Some(1.0 - self.squared_error / self.squared_deviation)
            }
            _ => None,
        }
    }

    /// The score to report: [`ScoreSum::value`] clamped to [0, 1].
    pub fn reported(&self) -> Option<f64> {
        self.value().map(|score| score.clamp(0.0, 1.0))
    }
}

/// The score of one batch of rows of `width` numbers: [`ScoreSum::value`] of it alone.
///
/// # Panics
///
/// As [`ScoreSum::add`].
pub fn score(metric: Metric, width: usize, outputs: &[f32], targets: &[f32]) -> Option<f64> {
    let mut sum = ScoreSum::new(metric, width);
    sum.add(outputs, targets);
    sum.value()
}

/// True when both have their largest entry at the same place; never when an output is NaN.
fn same_class(y: &[f32], t: &[f32]) -> bool {
    !y.iter().any(|y| y.is_nan()) && argmax(y) == argmax(t)
}

/// The place of the largest entry; of several, the lowest.
fn argmax(row: &[f32]) -> usize {
    let mut best = 0;
    for (i, x) in row.iter().enumerate() {
        if *x > row[best] {
            best = i;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accuracy_counts_rows_whose_largest_entries_agree_and_ties_go_to_the_lowest() {
        let outputs = [1.0, 2.0, 0.5, 0.5, 0.5, 0.5];
        let targets = [0.0, 1.0, 1.0, 0.0, 0.0, 1.0];
        assert_eq!(score(Metric::Accuracy, 2, &outputs, &targets), Some(2.0 / 3.0));
    }

    #[test]
    fn an_output_that_is_not_a_number_is_wrong() {
        let nan = f32::NAN;
        assert_eq!(score(Metric::Accuracy, 2, &[nan, nan], &[1.0, 0.0]), Some(0.0));
        let mut sum = ScoreSum::new(Metric::ExplainedVariance, 1);
        sum.add(&[nan, 1.0], &[0.0, 1.0]);
        assert_eq!((sum.value(), sum.reported()), (Some(f64::NEG_INFINITY), Some(0.0)));
    }

    #[test]
    fn explained_variance_is_one_when_exact_and_zero_at_each_outputs_mean() {
        let targets = [1.0, 10.0, 3.0, 30.0, 5.0, 20.0];
        let means = [3.0, 20.0, 3.0, 20.0, 3.0, 20.0];
        let ev = |outputs: &[f32]| score(Metric::ExplainedVariance, 2, outputs, &targets).unwrap();
        assert_eq!(ev(&targets), 1.0);
        assert!(ev(&means).abs() < 1e-12);
        // One output off by 1 in one row: 1 of 8 + 200 squared units.
        let mut off = targets;
        off[0] += 1.0;
        assert!((ev(&off) - (1.0 - 1.0 / 208.0)).abs() < 1e-12);
    }

    #[test]
    fn a_score_does_not_depend_on_how_rows_are_batched() {
        let rows: Vec<f32> = (0..60).map(|i| 1e4 + (i as f32 * 0.7).sin().round()).collect();
        let outputs: Vec<f32> = rows.iter().map(|t| t * 0.999).collect();
        for metric in [Metric::Accuracy, Metric::ExplainedVariance] {
            let mut sum = ScoreSum::new(metric, 3);
            for (y, t) in outputs.chunks(9).zip(rows.chunks(9)) {
                sum.add(y, t);
            }
            assert_eq!(sum.value(), score(metric, 3, &outputs, &rows));
            assert_eq!(sum.rows(), 20);
        }
    }

    #[test]
    fn what_was_not_measured_has_no_score() {
        assert_eq!(score(Metric::Accuracy, 2, &[], &[]), None);
        assert_eq!(score(Metric::None, 0, &[], &[]), None);
        assert_eq!(score(Metric::ExplainedVariance, 1, &[1.0, 2.0], &[5.0, 5.0]), None);
    }
}
