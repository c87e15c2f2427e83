//! See [`crate::plan::op::Deviation`].

use super::execute::Moment;
use super::memory::Memory;
use crate::plan::op::Deviation;

pub fn deviation(op: &Deviation, memory: &mut Memory, now: Moment) {
    let (v, mean) = (memory.view(op.of, now.step()), memory.view(op.mean, now.step()));
    let keep = f64::from(op.keep);
    memory.store(op.to, &(&v - &mean));
    memory.store_view(op.mean, now.step(), &(&mean.scaled(keep) + &v.scaled(1.0 - keep)));
}
