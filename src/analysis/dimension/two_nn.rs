//! TwoNN: the dimension from the ratio of the distances to the second and to the nearest neighbour.

use super::enough::log_ratio;
use super::neighbours::Neighbours;

/// The share of points, those of the largest ratios, that the linear and the censored estimate do not look at: there the
/// density varies most between the two neighbours.
const DISCARDED: f64 = 0.1;

/// The dimension d of the law P(μ) = d μ^−(d+1) of the ratio μ, in three estimates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwoNn {
    /// The slope through the origin of −ln(1 − F) on ln μ, F being the empirical distribution of all N points, i/N with i
    /// from 1; without the largest 10 %.
    pub linear: f64,
    /// Maximum likelihood of all points, without its bias: (N − 1) / Σ ln μ. Its standard deviation is d/√(N − 2).
    pub ml: f64,
    /// Maximum likelihood when the largest 10 % are only known to be large.
    pub censored: f64,
}

/// TwoNN of a cloud of points; `None` for fewer than three points or ratios that are all 1. Source: E. Facco et al. (2017),
/// doi:10.1038/s41598-017-11873-y.
pub fn two_nn(n: &Neighbours) -> Option<TwoNn> {
    if n.known() < 2 {
        return None;
    }
    let mut logs: Vec<f64> = n.iter().map(|distances| log_ratio(distances[1], distances[0])).collect();
    logs.sort_unstable_by(f64::total_cmp);
    let all = logs.len() as f64;
    let kept = &logs[..(all * (1.0 - DISCARDED)) as usize];
    let (sum, largest) = (kept.iter().sum::<f64>(), *kept.last()?);
    let (mut xy, mut xx) = (0.0, 0.0);
    for (x, i) in kept.iter().zip(1..) {
        xy -= x * (1.0 - f64::from(i) / all).ln();
        xx += x * x;
    }
    let beyond = (logs.len() - kept.len()) as f64 * largest;
    (largest > 0.0).then(|| TwoNn {
        linear: xy / xx,
        ml: (all - 1.0) / logs.iter().sum::<f64>(),
        censored: (kept.len() as f64 - 1.0) / (sum + beyond),
    })
}
