//! How well responses can be predicted at all: their agreement with themselves.

use super::{SPLITS, column_correlations, mean};
use crate::analysis::quantile::quantile;
use crate::analysis::rows::Rows;
use crate::rng::host_rng;
use crate::rng::permutation;

/// The reliability c of the mean over repetitions: each neuron's correlation between the means of two random halves,
/// corrected for their being halves (Spearman and Brown, 2r/(1 + r)), the median over neurons and the mean over [`SPLITS`]
/// halvings. Repetitions are tables of the same stimuli × neurons; of an odd number one is left out of each halving. `None`
/// for fewer than two repetitions or responses that do not vary.
pub fn reliability(repetitions: &[Rows], seed: u64) -> Option<f64> {
    let half = repetitions.len() / 2;
    if half == 0 {
        return None;
    }
    let mut rng = host_rng(seed, "half splits");
    let one = |_| {
        let order = permutation(&mut rng, repetitions.len());
        let halves = [&order[..half], &order[half..2 * half]].map(|half| average(repetitions, half));
        let scores = column_correlations(&halves[0], &halves[1]);
        quantile(scores.into_iter().flatten().map(|r| 2.0 * r / (1.0 + r)).collect(), 0.5)
    };
    mean(&(0..SPLITS).filter_map(one).collect::<Vec<f64>>())
}

fn average(repetitions: &[Rows], which: &[usize]) -> Rows {
    let mut sum = vec![0.0; repetitions[0].data().len()];
    for &r in which {
        sum.iter_mut().zip(repetitions[r].data()).for_each(|(sum, x)| *sum += x);
    }
    sum.iter_mut().for_each(|x| *x /= which.len() as f64);
    Rows::new(sum, repetitions[0].cols())
}
