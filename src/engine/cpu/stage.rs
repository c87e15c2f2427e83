//! See [`crate::plan::op::Stage`].

use super::machine::{Machine, Moment};
use crate::plan::op::Stage;

pub fn stage(op: &Stage, m: &mut Machine, now: Moment) {
    let length = op.to.rows * op.to.cols;
    let slot = now.clock.slot(now.program);
    let place = if op.held { slot } else { slot * now.program.steps + now.clock.step_in_trial(now.program) };
    let mut to = m.store.take(op.to.buffer);
    to[op.to.elements_at(now.clock.step)].copy_from_slice(&m.store.get(op.from)[place * length..][..length]);
    m.store.put(op.to.buffer, to);
}
