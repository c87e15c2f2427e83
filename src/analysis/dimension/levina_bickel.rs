//! Levina and Bickel's maximum likelihood, averaged as MacKay and Ghahramani correct it.

use super::enough::log_ratio;
use super::neighbours::Neighbours;

/// The dimension from the k ≥ 2 nearest neighbours: the inverse of the mean over points of Σ_{j<k} ln(T_k / T_j) / (k − 1).
/// The average of *inverses* takes k − 1; k − 2 belongs to the average of estimates, and is wrong here by (k−2)/(k−1).
/// `None` if fewer neighbours are known or all are equally far. Sources: E. Levina and P. Bickel (NeurIPS 2004); D. MacKay
/// and Z. Ghahramani (2005), Comments on "Maximum likelihood estimation of intrinsic dimension".
pub fn levina_bickel(n: &Neighbours, k: usize) -> Option<f64> {
    if k < 2 || n.known() < k {
        return None;
    }
    let logs = |distances: &[f64]| distances[..k - 1].iter().map(|t| log_ratio(distances[k - 1], *t)).sum::<f64>();
    let sum: f64 = n.iter().map(logs).sum();
    (sum > 0.0).then(|| (n.points() * (k - 1)) as f64 / sum)
}
