//! See [`crate::plan::op::Propagate`].

use super::execute::Moment;
use super::memory::Memory;
use super::sparse;
use crate::plan::op::Propagate;

pub fn propagate(op: &Propagate, memory: &mut Memory, now: Moment) {
    let x = memory.view(op.from, now.step());
    let mut current = match op.topology {
        Some(id) => sparse::propagate(&memory.topology(id), &x, memory.elements(op.weights)),
        None => &x * &memory.whole(op.weights).t(),
    };
    if op.add {
        current = &memory.view(op.to, now.step()) + &current;
    }
    memory.store_view(op.to, now.step(), &current);
}
