//! See [`crate::plan::op::PerturbWeights`].

use super::machine::{Machine, Moment};
use crate::plan::op::PerturbWeights;
use crate::simd::vectorize;

pub fn perturb_weights(op: &PerturbWeights, m: &mut Machine, now: Moment) {
    let (mut noise, mut perturbed) = (m.store.take(op.noise), m.store.take(op.perturbed));
    let (weights, update) = (m.store.whole(op.weights), now.update());
    let (post, pre) = (weights.rows(), weights.cols());
    m.pool.split(post, (4096 / pre).max(1), [(&mut noise, pre), (&mut perturbed, pre)], |rows, [noise, perturbed]| {
        for (i, (e, w)) in rows.zip(noise.chunks_mut(pre).zip(perturbed.chunks_mut(pre))) {
            op.stream.fill_normal(update, i as u32, e);
            vectorize(
                #[inline(always)]
                || {
                    let pairs = e.iter().zip(weights.row(i));
                    w.iter_mut().zip(pairs).for_each(|(w, (e, old))| *w = op.scale.mul_add(*e, *old));
                },
            );
        }
    });
    m.store.put(op.noise, noise);
    m.store.put(op.perturbed, perturbed);
}
