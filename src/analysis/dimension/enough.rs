//! Whether there is enough to tell a dimension from, by the same measure for every estimator.

use super::neighbours::Neighbours;

/// Samples that differ from each other, at least. Each then has the ten neighbours of Levina and Bickel's estimate. With
/// fewer that had none where twoNN, which takes two neighbours, still had one: the deviation of which is d/√(N − 2), a third
/// of it already here.
pub const FEWEST: usize = 11;

/// True if any estimator that looks at neighbours is to be asked.
pub fn enough(n: &Neighbours) -> bool {
    n.points() >= FEWEST
}

/// Differences of distances up to this share are those of rounding.
const ROUNDED: f64 = 1_024.0 * f64::EPSILON;

/// ln(far / near) of the distances to two neighbours; exactly 0 where they differ by rounding alone, as in a lattice, or the
/// inverse of what is nothing would be a dimension.
pub(super) fn log_ratio(far: f64, near: f64) -> f64 {
    let log = (far / near).ln();
    if log <= ROUNDED { 0.0 } else { log }
}
