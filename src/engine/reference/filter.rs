//! See [`crate::plan::op::Filter`].

use super::execute::Moment;
use super::memory::Memory;
use crate::plan::op::Filter;

pub fn filter(op: &Filter, memory: &mut Memory, now: Moment) {
    let (x, trace) = (memory.view(op.of, now.step()), memory.view(op.trace, now.step()));
    let alpha = f64::from(op.alpha);
    memory.store_view(op.trace, now.step(), &(&trace.scaled(1.0 - alpha) + &x.scaled(alpha)));
}
