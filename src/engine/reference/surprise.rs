//! See [`crate::plan::op::Surprise`].

use super::execute::Moment;
use super::matrix::Matrix;
use super::memory::Memory;
use crate::plan::op::Surprise;

pub fn surprise(op: &Surprise, memory: &mut Memory, now: Moment) {
    let mut baseline = memory.elements(op.baseline).to_vec();
    let count = baseline.len() / 2;
    let kinds = op.kinds.map(|id| memory.rows(id, now.slot() * op.replicas, op.replicas));
    let neurons = memory.elements(op.third_factor).len() / op.replicas;
    let mut third_factor = Matrix::from_fn(op.replicas, neurons, |_, _| 0.0);
    for b in 0..op.replicas {
        let kind = kinds.as_ref().map_or(0, |kinds| kinds[(b, 0)] as usize).min(count - 1);
        let loss = memory.elements(op.losses)[b];
        if baseline[count + kind] == 0.0 {
            baseline[kind] = loss;
        }
        baseline[count + kind] += 1.0;
        let surprise = loss - baseline[kind];
        third_factor.row_mut(b).fill(surprise);
        baseline[kind] += f64::from(op.rate) * surprise;
    }
    memory.store(op.third_factor, &third_factor);
    memory.elements_mut(op.baseline).copy_from_slice(&baseline);
}
