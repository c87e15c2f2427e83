//! See [`crate::plan::op::Keep`].

use super::machine::{Machine, Moment};
use crate::plan::op::Keep;

pub fn keep(op: &Keep, m: &mut Machine, now: Moment) {
    let step = now.clock.step;
    if op.from.buffer == op.to.buffer {
        let start = op.to.elements_at(step).start;
        return m.store.get_mut(op.to.buffer).copy_within(op.from.elements_at(step), start);
    }
    let mut to = m.store.take(op.to.buffer);
    to[op.to.elements_at(step)].copy_from_slice(&m.store.get(op.from.buffer)[op.from.elements_at(step)]);
    m.store.put(op.to.buffer, to);
}
