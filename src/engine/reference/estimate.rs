//! See [`crate::plan::op::Estimate`].

use super::execute::Moment;
use super::memory::Memory;
use crate::plan::op::Estimate;

pub fn estimate(op: &Estimate, memory: &mut Memory, now: Moment) {
    if !op.turn.is_now(now.update()) {
        return;
    }
    let eta = op.estimator.rate(op.turn.count(now.update()));
    let estimate = (&memory.whole(op.change).t() * &memory.whole(op.coordinates)).scaled(f64::from(op.scale));
    let feedback = &memory.whole(op.feedback).scaled(1.0 - eta) + &estimate.scaled(eta);
    memory.store(op.feedback, &feedback);
}
