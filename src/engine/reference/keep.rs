//! See [`crate::plan::op::Keep`].

use super::execute::Moment;
use super::memory::Memory;
use crate::plan::op::Keep;

pub fn keep(op: &Keep, memory: &mut Memory, now: Moment) {
    let rows = memory.view(op.from, now.step());
    memory.store_view(op.to, now.step(), &rows);
}
