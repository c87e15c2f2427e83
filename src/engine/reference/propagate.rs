//! See [`crate::plan::op::Propagate`].

use super::execute::Moment;
use super::memory::Memory;
use super::structure;
use crate::plan::op::Propagate;

pub fn propagate(op: &Propagate, memory: &mut Memory, now: Moment) {
    let x = memory.view(op.from, now.step());
    let mut current = structure::propagate(&memory.structure(op.structure), &x, &memory.whole(op.weights));
    if op.add {
        current = &memory.view(op.to, now.step()) + &current;
    }
    memory.store_view(op.to, now.step(), &current);
}
