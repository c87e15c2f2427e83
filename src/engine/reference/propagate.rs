//! See [`crate::plan::op::Propagate`].

use super::execute::Moment;
use super::memory::Memory;
use crate::plan::op::Propagate;

pub fn propagate(op: &Propagate, memory: &mut Memory, now: Moment) {
    let mut current = &memory.view(op.from, now.step()) * &memory.whole(op.weights).t();
    if op.add {
        current = &memory.view(op.to, now.step()) + &current;
    }
    memory.store_view(op.to, now.step(), &current);
}
