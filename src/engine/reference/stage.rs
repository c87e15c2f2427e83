//! See [`crate::plan::op::Stage`].

use super::execute::Moment;
use super::memory::Memory;
use crate::plan::op::Stage;

pub fn stage(op: &Stage, memory: &mut Memory, now: Moment) {
    let block = if op.held { now.slot() } else { now.slot() * now.program.steps + now.step_in_trial() };
    let inputs = memory.rows(op.from, block * op.to.rows, op.to.rows);
    memory.store_view(op.to, now.step(), &inputs);
}
