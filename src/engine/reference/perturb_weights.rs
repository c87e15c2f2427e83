//! See [`crate::plan::op::PerturbWeights`].

use super::execute::Moment;
use super::matrix::Matrix;
use super::memory::Memory;
use crate::plan::op::PerturbWeights;

pub fn perturb_weights(op: &PerturbWeights, memory: &mut Memory, now: Moment) {
    let weights = memory.whole(op.weights);
    let mut noise = Matrix::from_fn(weights.rows, weights.cols, |_, _| 0.0);
    for i in 0..weights.rows {
        let mut row = vec![0.0_f32; weights.cols];
        op.stream.fill_normal(now.update(), i as u32, &mut row);
        noise.row_mut(i).iter_mut().zip(row).for_each(|(e, drawn)| *e = f64::from(drawn));
    }
    memory.store(op.noise, &noise);
    memory.store(op.perturbed, &(&weights + &noise.scaled(f64::from(op.scale))));
}
