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
    let begins = op.feedback.slots > 1 || now.step_in_trial() == 0;
    let before = memory.view(op.feedback, now.step()).scaled(if begins { 1.0 - eta } else { 1.0 });
    memory.store_view(op.feedback, now.step(), &(&before + &estimate.scaled(eta)));
}
