//! The products of a step where not all synapses exist: see [`crate::plan::Topology`].

use super::matrix::Matrix;
use crate::plan::Topology;

/// X (r × pre) · Wᵀ, with a weight per synapse.
pub fn propagate(topology: &Topology, x: &Matrix, weights: &[f64]) -> Matrix {
    let mut product = Matrix::from_fn(x.rows, topology.post, |_, _| 0.0);
    for (synapse, (i, j)) in topology.incoming.iter().enumerate() {
        for r in 0..x.rows {
            product[(r, i)] += x[(r, j)] * weights[synapse];
        }
    }
    product
}

/// δ (r × post) · W, with a weight per synapse.
pub fn backward(topology: &Topology, delta: &Matrix, weights: &[f64]) -> Matrix {
    let mut product = Matrix::from_fn(delta.rows, topology.pre, |_, _| 0.0);
    for (synapse, (i, j)) in topology.incoming.iter().enumerate() {
        for r in 0..delta.rows {
            product[(r, j)] += delta[(r, i)] * weights[synapse];
        }
    }
    product
}

/// Σ over replicas of δ_i x_j of each synapse (synapses × 1).
pub fn correlate(topology: &Topology, delta: &Matrix, x: &Matrix) -> Matrix {
    let synapses: Vec<(usize, usize)> = topology.incoming.iter().collect();
    Matrix::from_fn(synapses.len(), 1, |synapse, _| {
        let (i, j) = synapses[synapse];
        (0..x.rows).fold(0.0, |sum, r| sum + delta[(r, i)] * x[(r, j)])
    })
}
