//! TwoNN on fewer and fewer points: neighbours move apart, and the dimension is seen at growing scales.

use super::neighbours::Neighbours;
use super::two_nn::two_nn;
use crate::analysis::rows::Rows;
use crate::rng::host_rng;
use crate::rng::permutation;

/// The dimension seen by equal random parts of a cloud.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decimated {
    /// Points in each part.
    pub points: usize,
    /// The mean over parts of TwoNN's maximum likelihood.
    pub dimension: f64,
    /// Its standard deviation over parts; `None` of a single one.
    pub deviation: Option<f64>,
    /// The mean distance to the two neighbours.
    pub distance: f64,
}

/// TwoNN of all points, of two halves, four quarters, … as long as a part has `least` points. Every point is in one part. A
/// dimension that stays the same is one of the cloud; one that falls is of noise at small distances. Sources: as
/// [`two_nn`].
pub fn decimation(x: &Rows, least: usize, seed: u64) -> Vec<Decimated> {
    let order = permutation(&mut host_rng(seed, "decimation"), x.rows());
    let parts = std::iter::successors(Some(1), |parts| Some(2 * parts));
    let sizes = parts.map(|parts| x.rows() / parts).take_while(|points| *points >= least.max(3));
    sizes.filter_map(|points| decimated(x, &order, points)).collect()
}

fn decimated(x: &Rows, order: &[usize], points: usize) -> Option<Decimated> {
    let each = |part: &[usize]| {
        let neighbours = Neighbours::of(&x.select(part), 2);
        let distance = neighbours.iter().map(|r| (r[0] + r[1]) / 2.0).sum::<f64>() / neighbours.points() as f64;
        Some((two_nn(&neighbours)?.ml, distance))
    };
    let found: Vec<(f64, f64)> = order.chunks_exact(points).filter_map(each).collect();
    let count = found.len() as f64;
    let mean = |f: fn(&(f64, f64)) -> f64| found.iter().map(f).sum::<f64>() / count;
    let (dimension, distance) = (mean(|f| f.0), mean(|f| f.1));
    let square: f64 = found.iter().map(|f| (f.0 - dimension).powi(2)).sum();
    let deviation = (found.len() > 1).then(|| (square / (count - 1.0)).sqrt());
    (!found.is_empty()).then_some(Decimated { points, dimension, deviation, distance })
}
