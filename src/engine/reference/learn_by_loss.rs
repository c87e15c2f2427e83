//! See [`crate::plan::op::LearnByLoss`].

use super::execute::Moment;
use super::learn::apply;
use super::memory::Memory;
use crate::plan::op::LearnByLoss;

pub fn learn_by_loss(op: &LearnByLoss, memory: &mut Memory, now: Moment) {
    let sum: f64 = memory.elements(op.losses)[..op.replicas].iter().sum();
    let gradient = memory.whole(op.noise).scaled(sum * f64::from(op.scale));
    let structure = memory.structure(op.structure);
    apply(&op.change, Some(&structure), op.replicas, &gradient, memory, now);
}
