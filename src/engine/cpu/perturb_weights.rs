//! See [`crate::plan::op::PerturbWeights`].

use super::machine::{Machine, Moment};
use crate::plan::op::PerturbWeights;
use crate::simd::vectorize;

/// Numbers drawn together, a multiple of the generator's block.
const PIECE: usize = 1024;

pub fn perturb_weights(op: &PerturbWeights, m: &mut Machine, now: Moment) {
    let (mut noise, mut perturbed) = (m.store.take(op.noise), m.store.take(op.perturbed));
    let (weights, update) = (m.store.get(op.weights), now.update());
    let count = weights.len();
    // Whole pieces are divided; what is left over belongs to the caller.
    let (noise_pieces, noise_rest) = noise.split_at_mut(count / PIECE * PIECE);
    let (new_pieces, new_rest) = perturbed.split_at_mut(count / PIECE * PIECE);
    let draw = |first: usize, e: &mut [f32], new: &mut [f32]| {
        op.stream.fill_normal_from(update, 0, first, e);
        vectorize(
            #[inline(always)]
            || {
                for ((new, e), old) in new.iter_mut().zip(e.iter()).zip(&weights[first..]) {
                    *new = op.scale.mul_add(*e, *old);
                }
            },
        );
    };
    m.pool.split(count / PIECE, 4, [(noise_pieces, PIECE), (new_pieces, PIECE)], |pieces, [e, new]| {
        for (piece, (e, new)) in pieces.zip(e.chunks_mut(PIECE).zip(new.chunks_mut(PIECE))) {
            draw(piece * PIECE, e, new);
        }
    });
    draw(count / PIECE * PIECE, noise_rest, new_rest);
    m.store.put(op.noise, noise);
    m.store.put(op.perturbed, perturbed);
}
