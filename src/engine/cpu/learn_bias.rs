//! See [`crate::plan::op::LearnBias`].

use super::change::Taken;
use super::machine::{Machine, Moment};
use crate::plan::op::LearnBias;
use crate::plasticity::optimizer::Update;
use crate::simd::vectorize;

pub fn learn_bias(op: &LearnBias, m: &mut Machine, now: Moment) {
    let u: Update<f32> = now.step_of(&op.change, op.replicas);
    let mut taken = Taken::from(&op.change, &mut m.store);
    let delta = m.store.view(op.delta, now.clock.step);
    let sum = &mut m.row[..delta.cols()];
    vectorize(
        #[inline(always)]
        || {
            sum.fill(0.0);
            for row in 0..delta.rows() {
                sum.iter_mut().zip(delta.row(row)).for_each(|(s, d)| *s += d);
            }
            let Taken { weights, first, second } = &mut taken;
            op.change.plasticity.optimizer.apply(u, sum, weights, first, second);
        },
    );
    taken.give_back(&op.change, &mut m.store);
}
