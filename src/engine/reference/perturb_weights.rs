//! See [`crate::plan::op::PerturbWeights`].

use super::execute::Moment;
use super::matrix::Matrix;
use super::memory::Memory;
use crate::plan::op::PerturbWeights;

pub fn perturb_weights(op: &PerturbWeights, memory: &mut Memory, now: Moment) {
    let weights = memory.whole(op.weights);
    let mut drawn = vec![0.0_f32; weights.data.len()];
    op.stream.fill_normal(now.update(), 0, &mut drawn);
    let noise = Matrix::from_fn(weights.rows, weights.cols, |i, j| f64::from(drawn[i * weights.cols + j]));
    memory.store(op.noise, &noise);
    memory.store(op.perturbed, &(&weights + &noise.scaled(f64::from(op.scale))));
}
