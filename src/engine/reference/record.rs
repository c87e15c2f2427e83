//! See [`crate::plan::op::Record`].

use super::execute::Moment;
use super::memory::Memory;
use crate::plan::op::Record;

pub fn record(op: &Record, memory: &mut Memory, now: Moment) {
    if !now.update().is_multiple_of(op.every) {
        return;
    }
    let place = if op.per_slot == 1 { now.slot() } else { now.slot() * op.per_slot + now.step_in_trial() };
    let rows = memory.view(op.from, now.step());
    memory.store_rows(op.to, place * op.from.rows, &rows);
}
