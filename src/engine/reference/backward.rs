//! See [`crate::plan::op::Backward`].

use super::execute::Moment;
use super::matrix::Matrix;
use super::memory::Memory;
use crate::plan::op::Backward;

pub fn backward(op: &Backward, memory: &mut Memory, now: Moment) {
    let ahead = now.step_in_trial() + op.ahead < now.program.steps;
    let mut third_factor = match ahead {
        true => &memory.view(op.delta, now.step() + op.ahead as u64) * &memory.whole(op.weights),
        false => Matrix::from_fn(op.replicas, op.pre, |_, _| 0.0),
    };
    if op.add {
        third_factor = &memory.whole(op.third_factor) + &third_factor;
    }
    memory.store(op.third_factor, &third_factor);
}
