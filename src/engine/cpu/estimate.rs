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
    let begins = op.feedback.slots > 1 || now.clock.step_in_trial(now.program) == 0;
    let (keep, gain) = (if begins { 1.0 - eta } else { 1.0 }, eta * op.scale);
    let mut feedback = m.store.take(op.feedback.buffer);
    let (change, z) = (m.store.whole(op.change), m.store.whole(op.coordinates));
    gemm::correlate(
        &m.pool,
        &mut m.space.panels,
        change,
        z,
        [&mut feedback[op.feedback.elements_at(now.clock.step)]],
        #[inline(always)]
        |_, _, g, [c]| c.iter_mut().zip(g).for_each(|(c, g)| *c = keep.mul_add(*c, gain * *g)),
    );
    m.store.put(op.feedback.buffer, feedback);
}
