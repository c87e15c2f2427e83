//! See [`crate::plan::op::Gain`].

use super::execute::Moment;
use super::matrix::Matrix;
use super::memory::Memory;
use crate::plan::op::Gain;

pub fn gain(op: &Gain, memory: &mut Memory, now: Moment) {
    let alpha = memory.whole(op.alpha);
    let slope = op.slope.map(|view| memory.view(view, now.step()));
    let gain = |b, i| alpha[(0, i)] * slope.as_ref().map_or(1.0, |slope| slope[(b, i)]);
    memory.store(op.to, &Matrix::from_fn(op.replicas, alpha.cols, gain));
}
