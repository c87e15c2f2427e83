//! The products of a step, by what a projection's synapses form.

mod conv;
mod dense;
mod listed;

use super::matrix::Matrix;
use crate::plan::Structure;

/// Summed input (r × post) of activity (r × pre).
pub fn propagate(structure: &Structure, x: &Matrix, weights: &Matrix) -> Matrix {
    match structure {
        Structure::Dense(_) => dense::propagate(x, weights),
        Structure::Listed(list) => listed::propagate(list, x, weights),
        Structure::Conv(patches) => conv::propagate(patches, x, weights),
    }
}

/// What travels back (r × pre) of δ (r × post).
pub fn backward(structure: &Structure, delta: &Matrix, weights: &Matrix) -> Matrix {
    match structure {
        Structure::Dense(_) => dense::backward(delta, weights),
        Structure::Listed(list) => listed::backward(list, delta, weights),
        Structure::Conv(patches) => conv::backward(patches, delta, weights),
    }
}

/// The gradient of every weight, in their shape: Σ over replicas of δ_post x_pre.
pub fn correlate(structure: &Structure, delta: &Matrix, x: &Matrix) -> Matrix {
    match structure {
        Structure::Dense(_) => dense::correlate(delta, x),
        Structure::Listed(list) => listed::correlate(list, delta, x),
        Structure::Conv(patches) => conv::correlate(patches, delta, x),
    }
}
