//! See [`crate::plan::op::Record`].

use super::machine::{Machine, Moment};
use crate::plan::op::Record;

pub fn record(op: &Record, m: &mut Machine, now: Moment) {
    if !now.update().is_multiple_of(op.every) {
        return;
    }
    let length = op.from.rows * op.from.cols;
    let within = if op.per_slot > 1 { now.clock.step_in_trial(now.program) } else { 0 };
    let place = now.clock.slot(now.program) * op.per_slot + within;
    let mut to = m.store.take(op.to);
    to[place * length..][..length].copy_from_slice(&m.store.get(op.from.buffer)[op.from.elements_at(now.clock.step)]);
    m.store.put(op.to, to);
}
