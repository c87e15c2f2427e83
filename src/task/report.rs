//! What is asked for at the end of a trial: a sign, or a class.

use super::Written;
use std::ops::Range;

/// Puts the same weight on the steps in `report`, the others get `outside` times as much; the sum is 1.
pub fn weigh(weights: &mut [f32], report: Range<usize>, outside: f64) {
    let inside = 1.0 / (report.len() as f64 + outside * (weights.len() - report.len()) as f64);
    weights.fill((outside * inside) as f32);
    weights[report].fill(inside as f32);
}

/// Writes the one-hot target of `class` out of `classes` into the steps in `report`.
pub fn one_hot(targets: &mut [f32], classes: usize, class: usize, report: Range<usize>) {
    for row in targets.chunks_exact_mut(classes).skip(report.start).take(report.len()) {
        row[class] = 1.0;
    }
}

/// 1 when the mean of the only output over the steps with a target of ±1 has the sign of that target, else 0.
pub fn sign_score(trial: &Written, outputs: &[f32]) -> f64 {
    let agreement: f64 = trial.targets.iter().zip(outputs).map(|(t, y)| f64::from(t * y)).sum();
    f64::from(agreement > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_sum_to_one_and_keep_their_ratio() {
        let mut weights = [9.0; 10];
        weigh(&mut weights, 6..8, 0.25);
        assert_eq!(weights[..6], [0.0625; 6]);
        assert_eq!(weights[6..], [0.25, 0.25, 0.0625, 0.0625]);
        weigh(&mut weights, 8..10, 0.0);
        assert_eq!(weights[7..], [0.0, 0.5, 0.5]);
    }

    #[test]
    fn a_sign_is_judged_by_its_mean_over_the_report() {
        let trial = Written {
            inputs: vec![],
            targets: vec![0.0, 0.0, -1.0, -1.0],
            weights: vec![0.0, 0.0, 0.5, 0.5],
            kind: 0,
            condition: 0,
        };
        assert_eq!(sign_score(&trial, &[9.0, 9.0, -0.5, 0.4]), 1.0);
        assert_eq!(sign_score(&trial, &[-9.0, -9.0, -0.5, 0.6]), 0.0);
        assert_eq!(sign_score(&trial, &[0.0; 4]), 0.0, "no answer is no right answer");
    }
}
