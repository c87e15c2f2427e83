//! See [`crate::circuit::connectivity::Patches`].

use crate::circuit::connectivity::Patches;
use crate::engine::reference::matrix::Matrix;

/// Calls `term(post, pre, weight)` with every product of the convolution: neurons, and the weight between them as (map behind,
/// number in the patch).
fn for_each(patches: &Patches, mut term: impl FnMut(usize, usize, (usize, usize))) {
    let area = patches.post.area();
    for post in 0..patches.post.size() {
        for k in 0..patches.len() {
            if let Some(pre) = patches.seen(post / area, post % area, k) {
                term(post, pre, (post / area, k));
            }
        }
    }
}

/// X (r × pre) through the kernels.
pub fn propagate(patches: &Patches, x: &Matrix, kernels: &Matrix) -> Matrix {
    let mut sums = Matrix::from_fn(x.rows, patches.post.size(), |_, _| 0.0);
    for r in 0..x.rows {
        for_each(patches, |post, pre, weight| sums[(r, post)] += kernels[weight] * x[(r, pre)]);
    }
    sums
}

/// δ (r × post) back through the kernels.
pub fn backward(patches: &Patches, delta: &Matrix, kernels: &Matrix) -> Matrix {
    let mut sums = Matrix::from_fn(delta.rows, patches.pre.size(), |_, _| 0.0);
    for r in 0..delta.rows {
        for_each(patches, |post, pre, weight| sums[(r, pre)] += kernels[weight] * delta[(r, post)]);
    }
    sums
}

/// Σ over replicas and places of δ_post x_pre (maps behind × numbers of a patch).
pub fn correlate(patches: &Patches, delta: &Matrix, x: &Matrix) -> Matrix {
    let mut sums = Matrix::from_fn(patches.post.channels, patches.len(), |_, _| 0.0);
    for r in 0..x.rows {
        for_each(patches, |post, pre, weight| sums[weight] += delta[(r, post)] * x[(r, pre)]);
    }
    sums
}
