//! See [`crate::plan::structure::Dense`].

use crate::engine::reference::matrix::Matrix;

/// X (r × pre) · Wᵀ.
pub fn propagate(x: &Matrix, weights: &Matrix) -> Matrix {
    x * &weights.t()
}

/// δ (r × post) · W.
pub fn backward(delta: &Matrix, weights: &Matrix) -> Matrix {
    delta * weights
}

/// Σ over replicas of δ_i x_j (post × pre).
pub fn correlate(delta: &Matrix, x: &Matrix) -> Matrix {
    &delta.t() * x
}
