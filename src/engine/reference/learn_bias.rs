//! See [`crate::plan::op::LearnBias`].

use super::execute::Moment;
use super::learn::apply;
use super::matrix::Matrix;
use super::memory::Memory;
use crate::plan::op::LearnBias;

pub fn learn_bias(op: &LearnBias, memory: &mut Memory, now: Moment) {
    let delta = memory.view(op.delta, now.step());
    let sum = Matrix::from_fn(1, delta.cols, |_, j| (0..delta.rows).map(|b| delta[(b, j)]).sum());
    apply(&op.change, None, op.replicas, &sum, memory, now);
}
