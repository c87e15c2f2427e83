//! GRIDE: the dimension at growing scales, from the ratio of the distances to farther neighbours.

use super::enough::log_ratio;
use super::neighbours::Neighbours;

/// The dimension as seen at one distance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// The nearer of the two neighbours compared, n1; the other is n2 = 2 n1.
    pub neighbour: usize,
    /// The dimension of largest likelihood.
    pub dimension: f64,
    /// Its standard error, from the curvature of the likelihood. Points share neighbours: beyond n1 = 1 it is too small.
    pub error: f64,
    /// The mean distance to the two neighbours, over points.
    pub distance: f64,
}

/// The dimension from neighbours n1 = 1, 2, 4, … and n2 = 2 n1, as far as neighbours are known. n1 = 1 is the maximum
/// likelihood of TwoNN. Where all ratios are 1 a scale is left out. Source: F. Denti et al. (2022),
/// doi:10.1038/s41598-022-20991-1.
pub fn gride(n: &Neighbours) -> Vec<Scale> {
    let steps = std::iter::successors(Some(1), |n1| Some(2 * n1)).take_while(|n1| 2 * n1 <= n.known());
    steps.filter_map(|n1| scale(n, n1)).collect()
}

fn scale(n: &Neighbours, n1: usize) -> Option<Scale> {
    let logs: Vec<f64> = n.iter().map(|distances| log_ratio(distances[2 * n1 - 1], distances[n1 - 1])).collect();
    let (dimension, curvature) = most_likely(&logs, n1)?;
    let distance = n.iter().map(|distances| (distances[2 * n1 - 1] + distances[n1 - 1]) / 2.0).sum::<f64>();
    Some(Scale { neighbour: n1, dimension, error: curvature.sqrt().recip(), distance: distance / n.points() as f64 })
}

/// The zero of the score, which falls with d, and the curvature of the likelihood there. The score has N − 1 where the
/// likelihood's derivative has N: so n1 = 1 has no bias.
fn most_likely(logs: &[f64], n1: usize) -> Option<(f64, f64)> {
    let (count, sum) = (logs.len() as f64, logs.iter().sum::<f64>());
    if !(sum > 0.0 && sum.is_finite()) || count < 2.0 {
        return None;
    }
    let (between, beyond) = ((n1 - 1) as f64, (2 * n1 - 1) as f64);
    let score = |d: f64| {
        let (mut first, mut second) = (0.0, 0.0);
        for x in logs {
            let (value, slope) = bend(*x, d);
            first += value;
            second += slope;
        }
        ((count - 1.0) / d + between * first - beyond * sum, count / (d * d) + between * second)
    };
    // Newton's steps, kept between what is known to be too low and too high.
    let (mut low, mut high, mut d) = (0.0, f64::INFINITY, (count - 1.0) / sum);
    for _ in 0..200 {
        let (value, fall) = score(d);
        if value > 0.0 {
            low = d
        } else {
            high = d
        }
        let mut next = d + value / fall;
        if !(next > low && next < high) {
            next = if high.is_finite() { (low + high) / 2.0 } else { 2.0 * d };
        }
        if (next - d).abs() <= 1e-14 * d {
            return Some((next, score(next).1));
        }
        d = next;
    }
    Some((d, score(d).1))
}

/// x / (1 − e^−xd) and minus its derivative by d; their limits 1/d and 1/d² at x = 0.
fn bend(x: f64, d: f64) -> (f64, f64) {
    if x * d < 1e-8 {
        return (1.0 / d + x / 2.0, 1.0 / (d * d));
    }
    let rest = -(-x * d).exp_m1();
    (x / rest, x * x * (1.0 - rest) / (rest * rest))
}
