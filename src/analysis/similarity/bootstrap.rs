//! How far a statistic would move with other stimuli, or other subjects.

use super::rdm;
use crate::analysis::quantile::quantile;
use crate::rng::below;
use crate::rng::host_rng;

/// Spread of a statistic over resamples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Standard deviation over resamples: the standard error of the statistic.
    pub deviation: f64,
}

/// The statistic of dissimilarities between stimuli drawn with replacement, the same stimuli in every list; pairs of a
/// stimulus with itself, whose distance is zero by construction, are left out. Resamples without a value are left out.
/// The lists are upper triangles of the same stimuli.
pub fn over_stimuli(
    rdms: &[&[f64]],
    draws: usize,
    seed: u64,
    statistic: impl Fn(&[Vec<f64>]) -> Option<f64>,
) -> Vec<f64> {
    let n = rdms.first().map_or(0, |rdm| rdm::stimuli(rdm.len()).expect("an upper triangle"));
    let one = |picks: &[usize]| {
        let places = resampled(n, picks);
        let lists: Vec<Vec<f64>> = rdms.iter().map(|rdm| places.iter().map(|&at| rdm[at]).collect()).collect();
        statistic(&lists)
    };
    resample(n, draws, seed, "bootstrap stimuli", one)
}

/// The statistic of subjects drawn with replacement: it gets their indices, of 0..`subjects`.
pub fn over_subjects(
    subjects: usize,
    draws: usize,
    seed: u64,
    statistic: impl Fn(&[usize]) -> Option<f64>,
) -> Vec<f64> {
    resample(subjects, draws, seed, "bootstrap subjects", statistic)
}

/// The middle `level`, such as 0.95, of resampled values; `None` if there are none.
pub fn interval(values: &[f64], level: f64) -> Option<Interval> {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let square = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (count - 1.0).max(1.0);
    let outside = (1.0 - level) / 2.0;
    let at = |share| quantile(values.to_vec(), share);
    Some(Interval { low: at(outside)?, high: at(1.0 - outside)?, deviation: square.sqrt() })
}

fn resample(n: usize, draws: usize, seed: u64, purpose: &str, statistic: impl Fn(&[usize]) -> Option<f64>) -> Vec<f64> {
    let mut rng = host_rng(seed, purpose);
    let mut picks = vec![0; n];
    let draw = |_| {
        picks.fill_with(|| below(&mut rng, n as u64) as usize);
        statistic(&picks)
    };
    (0..draws).filter_map(draw).collect()
}

/// Where the pairs of different stimuli among these stand.
fn resampled(n: usize, picks: &[usize]) -> Vec<usize> {
    let pairs = picks.iter().enumerate().flat_map(|(a, &i)| picks[a + 1..].iter().map(move |&j| (i.min(j), i.max(j))));
    pairs.filter(|(i, j)| i != j).map(|(i, j)| rdm::place(n, i, j)).collect()
}
