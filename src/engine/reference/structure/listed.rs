//! See [`crate::plan::structure::Listed`].

use crate::engine::reference::matrix::Matrix;
use crate::plan::structure::Listed;

/// X (r × pre) · Wᵀ, with a weight per synapse.
pub fn propagate(list: &Listed, x: &Matrix, weights: &Matrix) -> Matrix {
    let mut product = Matrix::from_fn(x.rows, list.post, |_, _| 0.0);
    for (synapse, (i, j)) in list.incoming.iter().enumerate() {
        for r in 0..x.rows {
            product[(r, i)] += x[(r, j)] * weights.data[synapse];
        }
    }
    product
}

/// δ (r × post) · W, with a weight per synapse.
pub fn backward(list: &Listed, delta: &Matrix, weights: &Matrix) -> Matrix {
    let mut product = Matrix::from_fn(delta.rows, list.pre, |_, _| 0.0);
    for (synapse, (i, j)) in list.incoming.iter().enumerate() {
        for r in 0..delta.rows {
            product[(r, j)] += delta[(r, i)] * weights.data[synapse];
        }
    }
    product
}

/// Σ over replicas of δ_i x_j of each synapse (synapses × 1).
pub fn correlate(list: &Listed, delta: &Matrix, x: &Matrix) -> Matrix {
    let synapses: Vec<(usize, usize)> = list.incoming.iter().collect();
    Matrix::from_fn(synapses.len(), 1, |synapse, _| {
        let (i, j) = synapses[synapse];
        (0..x.rows).fold(0.0, |sum, r| sum + delta[(r, i)] * x[(r, j)])
    })
}
