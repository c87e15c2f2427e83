//! See [`crate::plan::op::Reward`].

use super::execute::Moment;
use super::matrix::Matrix;
use super::memory::Memory;
use crate::plan::op::Reward;

pub fn reward(op: &Reward, memory: &mut Memory, now: Moment) {
    if !op.turn.is_now(now.update()) {
        memory.store(op.third_factor, &Matrix::from_fn(op.replicas, op.neurons, |_, _| 0.0));
        return;
    }
    let (change, z) = (memory.whole(op.change), memory.view(op.coordinates, now.step()));
    let sums = Matrix::from_fn(op.replicas, op.rank, |b, j| {
        let draws = (0..op.per_sample).map(|k| k * op.replicas + b);
        f64::from(op.scale) * draws.map(|draw| change[(draw, 0)] * z[(draw, j)]).sum::<f64>()
    });
    let third_factor = match op.basis {
        None => sums,
        Some((basis, id)) => {
            memory.store(id, &sums);
            &sums * &memory.whole(basis)
        }
    };
    memory.store(op.third_factor, &third_factor);
}
