//! Scores: how well outputs fit targets, one number a split; 1 at best, and not below 0 but for an explained variance.

/// How a task is scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Metric {
    /// Fraction of rows in which output and target have their largest entry at the same place.
    Accuracy,
    /// 1 − Σ|y − t|² / Σ|t − mean t|², over all rows and outputs; the mean is each output's own. Below 0 where outputs are
    /// further from the targets than their mean is.
    ExplainedVariance,
    /// The mean over trials of what the task itself says: see [`super::Trials::score`].
    PerTrial,
    /// The task has no target.
    None,
}

impl Metric {
    /// `accuracy`, `explained_variance`, `per_trial` or `none`.
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
    trials: Spread,
}

impl ScoreSum {
    /// No rows yet, of `outputs` numbers each.
    pub fn new(metric: Metric, outputs: usize) -> Self {
        let mean = vec![0.0; outputs];
        ScoreSum {
            metric,
            rows: 0,
            weight: 0.0,
            correct: 0.0,
            squared_error: 0.0,
            mean,
            squared_deviation: 0.0,
            trials: Spread::default(),
        }
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

    /// The score to report: [`ScoreSum::value`] where it is a finite number.
    pub fn reported(&self) -> Option<f64> {
        self.value().filter(|score| score.is_finite())
    }

    /// Says that what was added since the last call is one trial, for [`ScoreSum::interval`].
    pub fn end_trial(&mut self) {
        self.trials.add(self.weight, if self.is_of_variance() { self.squared_error } else { self.correct });
    }

    fn is_of_variance(&self) -> bool {
        self.metric == Metric::ExplainedVariance
    }

    /// The 95 % interval of the score over trials like those that [`ScoreSum::end_trial`] told apart. `None` where it was
    /// not told, or there is no score.
    ///
    /// Of scores in [0, 1] it is Wilson's (1927, doi 10.1080/01621459.1927.10502953), with as many yes-or-no answers as
    /// have the variance of the trials' scores; of an explained variance, ± 1.96 standard errors of the mean squared error.
    pub fn interval(&self) -> Option<(f64, f64)> {
        let (score, n) = (self.reported()?, self.trials.count);
        if n == 0.0 {
            return None;
        }
        if self.is_of_variance() {
            let error = (self.trials.variance() / n).sqrt() * n / self.squared_deviation;
            return Some((score - Z * error, score + Z * error)).filter(|_| error.is_finite());
        }
        let binomial = score * (1.0 - score);
        let variance = if self.trials.variance() > 0.0 { self.trials.variance().min(binomial) } else { binomial };
        let answers = if variance > 0.0 { n * binomial / variance } else { n };
        let (middle, share) = (score + Z * Z / (2.0 * answers), 1.0 + Z * Z / answers);
        let half = Z * (binomial / answers + (Z / (2.0 * answers)).powi(2)).sqrt();
        Some(((middle - half) / share, (middle + half) / share))
    }
}

/// Standard deviations to either side that hold 95 % of a normal distribution.
const Z: f64 = 1.959_964;

/// What single trials scored.
#[derive(Debug, Clone, Default)]
struct Spread {
    count: f64,
    /// Weight and sum of all trials until now.
    seen: (f64, f64),
    /// Mean and summed squared deviations of the trials' own.
    mean: f64,
    squares: f64,
}

impl Spread {
    /// One more trial, from the weight and the sum of all.
    fn add(&mut self, weight: f64, sum: f64) {
        let own = (weight - self.seen.0, sum - self.seen.1);
        self.seen = (weight, sum);
        self.count += 1.0;
        let score = if own.0 > 0.0 { own.1 / own.0 } else { 0.0 };
        let before = score - self.mean;
        self.mean += before / self.count;
        self.squares += before * (score - self.mean);
    }

    fn variance(&self) -> f64 {
        if self.count > 1.0 { self.squares / (self.count - 1.0) } else { 0.0 }
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
        assert_eq!((sum.value(), sum.reported()), (Some(f64::NEG_INFINITY), None));
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
    fn an_explained_variance_below_zero_is_reported_as_it_is() {
        // Off by 3 where the targets are 1 from their mean: 1 − 9.
        let mut sum = ScoreSum::new(Metric::ExplainedVariance, 1);
        sum.add(&[4.0, -4.0], &[1.0, -1.0], &[1.0; 2]);
        assert_eq!(sum.reported(), Some(-8.0));
    }

    /// Sums up `trials`, each a row, or several of equal weight, of one output.
    fn trial_by_trial(metric: Metric, trials: &[(Vec<f32>, Vec<f32>)], width: usize) -> ScoreSum {
        let mut sum = ScoreSum::new(metric, width);
        for (y, t) in trials {
            let rows = y.len() / width;
            sum.add(y, t, &vec![1.0 / rows as f32; rows]);
            sum.end_trial();
        }
        sum
    }

    #[test]
    fn the_interval_of_right_and_wrong_trials_is_wilsons() {
        let trial = |right: bool| (vec![1.0, 0.0], if right { vec![1.0, 0.0] } else { vec![0.0, 1.0] });
        let of = |right: usize, n: usize| {
            let trials: Vec<_> = (0..n).map(|i| trial(i < right)).collect();
            trial_by_trial(Metric::Accuracy, &trials, 2).interval().unwrap()
        };
        // Newcombe 1998 (doi 10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E), table I, method 3.
        for ((right, n), (low, high)) in
            [((81, 263), (0.2553, 0.3662)), ((15, 148), (0.0624, 0.1605)), ((0, 20), (0.0, 0.1611))]
        {
            let found = of(right, n);
            assert!((found.0 - low).abs() < 3e-4 && (found.1 - high).abs() < 3e-4, "{right}/{n}: {found:?}");
        }
        assert_eq!(ScoreSum::new(Metric::Accuracy, 2).interval(), None);
    }

    #[test]
    fn trials_of_many_answers_have_a_narrower_interval_than_trials_of_one() {
        // The same share of right answers, all in a trial alike, or spread over all trials.
        let row = |right: bool| if right { [1.0, 0.0] } else { [0.0, 1.0] };
        let trial = |right: &dyn Fn(usize) -> bool| {
            ([[1.0, 0.0]; 10].concat(), (0..10).flat_map(|k| row(right(k))).collect::<Vec<f32>>())
        };
        let alike: Vec<_> = (0..50).map(|i| trial(&|_| i % 2 == 0)).collect();
        let spread: Vec<_> = (0..50).map(|i| trial(&|k| (7 * i + 3 * k + i * k) % 4 < 2)).collect();
        let width = |trials: &[_]| {
            let (low, high) = trial_by_trial(Metric::Accuracy, trials, 2).interval().unwrap();
            high - low
        };
        assert!(width(&spread) < 0.6 * width(&alike), "{} {}", width(&spread), width(&alike));
    }

    #[test]
    fn the_interval_of_an_explained_variance_holds_the_standard_error_of_the_squared_error() {
        let targets: Vec<f32> = (0..40).map(|i| if i % 2 == 0 { 1.0 } else { -1.0 }).collect();
        let errors: Vec<f32> = (0..40).map(|i| 0.1 + 0.02 * i as f32).collect();
        let trials: Vec<_> = targets.iter().zip(&errors).map(|(t, e)| (vec![t + e], vec![*t])).collect();
        let (low, high) = trial_by_trial(Metric::ExplainedVariance, &trials, 1).interval().unwrap();
        let squares: Vec<f64> = errors.iter().map(|e| f64::from(*e).powi(2)).collect();
        let mean = squares.iter().sum::<f64>() / 40.0;
        let error = (squares.iter().map(|s| (s - mean).powi(2)).sum::<f64>() / 39.0 / 40.0).sqrt();
        // The targets' variance is 1.
        assert!(((high + low) / 2.0 - (1.0 - mean)).abs() < 1e-5, "{low} {high}");
        assert!(((high - low) / 2.0 - Z * error).abs() < 1e-5, "{low} {high}");
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
