//! See [`crate::plan::op::Estimate`].

use super::gemm;
use super::machine::{Machine, Moment};
use crate::plan::op::Estimate;

pub fn estimate(op: &Estimate, m: &mut Machine, now: Moment) {
    let update = now.update();
    if !op.turn.is_now(update) {
        return;
    }
    let eta = op.estimator.rate(op.turn.count(update)) as f32;
    let (keep, gain) = (1.0 - eta, eta * op.scale);
    let mut feedback = m.store.take(op.feedback);
    let (change, z) = (m.store.whole(op.change), m.store.whole(op.coordinates));
    gemm::correlate(
        &m.pool,
        &mut m.panels,
        change,
        z,
        [&mut feedback],
        #[inline(always)]
        |_, _, g, [c]| c.iter_mut().zip(g).for_each(|(c, g)| *c = keep.mul_add(*c, gain * *g)),
    );
    m.store.put(op.feedback, feedback);
}
