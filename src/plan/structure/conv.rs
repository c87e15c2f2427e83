//! One kernel for all places of a map: see [`Patches`].

use crate::circuit::connectivity::Patches;

/// Kernels as a matrix (post × pre) with zeros where nothing is seen.
pub fn to_dense(patches: &Patches, kernels: &[f32]) -> Vec<f32> {
    let mut dense = vec![0.0; patches.post.size() * patches.pre.size()];
    let (cells, weights) = synapses(patches);
    cells.into_iter().zip(weights).for_each(|(cell, weight)| dense[cell] = kernels[weight]);
    dense
}

/// The place of each synapse in a row-major (post × pre) matrix, ascending, and which weight it has.
pub fn synapses(patches: &Patches) -> (Vec<usize>, Vec<usize>) {
    let (area, len) = (patches.post.area(), patches.len());
    let of = |post: usize| {
        let seen = move |k: usize| Some((patches.seen(post / area, post % area, k)?, post / area * len + k));
        (0..len).filter_map(seen).map(move |(pre, weight)| (post * patches.pre.size() + pre, weight))
    };
    (0..patches.post.size()).flat_map(of).unzip()
}
