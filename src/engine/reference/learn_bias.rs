//! See [`crate::plan::op::LearnBias`].

use super::execute::Moment;
use super::learn::apply;
use super::matrix::Matrix;
use super::memory::Memory;
use crate::plan::op::LearnBias;

pub fn learn_bias(op: &LearnBias, memory: &mut Memory, now: Moment) {
    let delta = memory.whole(op.delta);
    let sum = Matrix::from_fn(1, delta.cols, |_, j| (0..op.replicas).map(|b| delta[(b, j)]).sum());
    let factor = op.plasticity.schedule.factor(now.update(), op.updates);
    let update = op.plasticity.optimizer.update(now.update(), factor, 0.0, op.replicas);
    apply(&op.plasticity, update, &sum, op.bias, &op.memory, memory);
}
