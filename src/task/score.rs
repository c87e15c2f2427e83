//! Scores: how well outputs fit targets, one number in [0, 1] a split.

/// How a task is scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Metric {
    /// Fraction of rows in which output and target have their largest entry at the same place.
    Accuracy,
    /// 1 − Σ|y − t|² / Σ|t − mean t|², over all rows and outputs; the mean is each output's own.
    ExplainedVariance,
    /// The mean over trials of what the task itself says: see [`super::Trials::score`].
    PerTrial,
    /// The task has no target.
    None,
}

impl Metric {
    /// `accuracy`, `explained_variance` or `none`.
    pub fn name(self) -> &'static str {
        match self {
            Metric::Accuracy => "accuracy",
            Metric::ExplainedVariance => "explained_variance",
            Metric::PerTrial => "per_trial",
            Metric::None => "none",
        }
    }
}

/// A score in the making: batch by batch, in float64.
#[derive(Debug, Clone)]
pub struct ScoreSum {
    metric: Metric,
    rows: u64,
    /// Sum of the weights of the rows, or number of trials.
    weight: f64,
    /// Sum of the weights of the correct rows, or of the trials' scores.
    correct: f64,
    squared_error: f64,
    mean: Vec<f64>,
    squared_deviation: f64,
}

impl ScoreSum {
    /// No rows yet, of `outputs` numbers each.
    pub fn new(metric: Metric, outputs: usize) -> Self {
        let mean = vec![0.0; outputs];
        ScoreSum { metric, rows: 0, weight: 0.0, correct: 0.0, squared_error: 0.0, mean, squared_deviation: 0.0 }
    }

    /// How it is scored.
    pub fn metric(&self) -> Metric {
        self.metric
    }

    /// Adds a trial's own score.
    pub fn add_trial_score(&mut self, score: f64) {
        self.rows += 1;
        self.weight += 1.0;
        self.correct += score;
    }

    /// Adds a batch: `outputs` and `targets` are [rows × outputs], row by row, `weights` one a row; rows of weight 0 are
    /// not scored.
    ///
    /// # Panics
    ///
    /// When they differ in length, or hold no whole number of rows.
    pub fn add(&mut self, outputs: &[f32], targets: &[f32], weights: &[f32]) {
        assert_eq!(outputs.len(), targets.len(), "a target for every output");
        if matches!(self.metric, Metric::None | Metric::PerTrial) || self.mean.is_empty() {
            return;
        }
        let width = self.mean.len();
        assert_eq!(outputs.len(), weights.len() * width, "a weight for every row of {width}");
        let rows = outputs.chunks_exact(width).zip(targets.chunks_exact(width)).zip(weights);
        for ((y, t), weight) in rows.filter(|(_, weight)| **weight > 0.0) {
            self.rows += 1;
            self.weight += f64::from(*weight);
            match self.metric {
                Metric::Accuracy if same_class(y, t) => self.correct += f64::from(*weight),
                Metric::ExplainedVariance => self.add_deviation(y, t, f64::from(*weight)),
                _ => {}
            }
        }
    }

    /// Welford's update, with weights (West 1979, doi 10.1145/359146.359153): exact where the plain sum of squares would
    /// cancel.
    fn add_deviation(&mut self, y: &[f32], t: &[f32], weight: f64) {
        for ((&y, &t), mean) in y.iter().zip(t).zip(&mut self.mean) {
            let (y, t) = (f64::from(y), f64::from(t));
            let error = (y - t).powi(2);
            // An output that is no number is as wrong as can be, not unmeasured.
            self.squared_error += weight * if error.is_nan() { f64::INFINITY } else { error };
            let before = t - *mean;
            *mean += before * weight / self.weight;
            self.squared_deviation += weight * before * (t - *mean);
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
            Metric::Accuracy | Metric::PerTrial if self.rows > 0 => Some(self.correct / self.weight),
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
    sum.add(outputs, targets, &vec![1.0; outputs.len() / width.max(1)]);
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
        sum.add(&[nan, 1.0], &[0.0, 1.0], &[1.0; 2]);
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
                sum.add(y, t, &[1.0; 3][..y.len() / 3]);
            }
            assert_eq!(sum.value(), score(metric, 3, &outputs, &rows));
            assert_eq!(sum.rows(), 20);
        }
    }

    #[test]
    fn rows_count_by_their_weight() {
        let (outputs, targets) = ([1.0, 0.0, 1.0, 0.0, 1.0, 0.0], [1.0, 0.0, 0.0, 1.0, 0.0, 1.0]);
        let mut sum = ScoreSum::new(Metric::Accuracy, 2);
        sum.add(&outputs, &targets, &[0.75, 0.25, 0.0]);
        assert_eq!((sum.value(), sum.rows()), (Some(0.75), 2));
        // A weight of 2 is the row twice.
        let (y, t) = ([1.0, 2.0, 4.0], [1.5, 2.0, 3.0]);
        let mut once = ScoreSum::new(Metric::ExplainedVariance, 1);
        once.add(&y, &t, &[1.0, 2.0, 1.0]);
        let twice = score(Metric::ExplainedVariance, 1, &[1.0, 2.0, 2.0, 4.0], &[1.5, 2.0, 2.0, 3.0]);
        assert!((once.value().unwrap() - twice.unwrap()).abs() < 1e-12);
    }

    #[test]
    fn what_was_not_measured_has_no_score() {
        assert_eq!(score(Metric::Accuracy, 2, &[], &[]), None);
        assert_eq!(score(Metric::None, 0, &[], &[]), None);
        assert_eq!(score(Metric::ExplainedVariance, 1, &[1.0, 2.0], &[5.0, 5.0]), None);
    }
}
