//! See [`crate::plan::op::LearnByLoss`].

use super::learn::{Taken, bound_rows};
use super::machine::{Machine, Moment};
use crate::plan::op::LearnByLoss;
use crate::plasticity::optimizer::Update;

/// Pieces of this length are worked on in the first-level cache.
const PIECE: usize = 1024;

pub fn learn_by_loss(op: &LearnByLoss, m: &mut Machine, now: Moment) {
    let u: Update<f32> = now.step_of(&op.change, op.replicas);
    let mut taken = Taken::from(&op.change, &mut m.store);
    // A mean over replicas comes with the update: this is the sum.
    let sum: f32 = m.store.get(op.losses)[..op.replicas].iter().sum();
    let (factor, noise) = (sum * op.scale, m.store.whole(op.noise));
    let (post, pre) = (noise.rows(), noise.cols());
    let optimizer = &op.change.plasticity.optimizer;
    m.pool.split(post, (8192 / pre).max(1), taken.outputs(pre), |rows, [weights, first, second]| {
        let mut gradient = [0.0; PIECE];
        for (local, i) in rows.enumerate() {
            for at in (0..pre).step_by(PIECE) {
                let end = pre.min(at + PIECE);
                let g = &mut gradient[..end - at];
                g.iter_mut().zip(&noise.row(i)[at..end]).for_each(|(g, e)| *g = factor * e);
                let own = local * pre + at..local * pre + end;
                let part = |state: &mut [f32]| if state.is_empty() { 0..0 } else { own.clone() };
                let (a, b) = (part(first), part(second));
                optimizer.apply(u, g, &mut weights[own.clone()], &mut first[a], &mut second[b]);
            }
        }
    });
    bound_rows(&op.change, &mut taken.weights, pre, &m.pool);
    taken.give_back(&op.change, &mut m.store);
}
