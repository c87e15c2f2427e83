//! See [`crate::plan::op::Backward`].

use super::execute::Moment;
use super::matrix::Matrix;
use super::memory::Memory;
use super::structure;
use crate::plan::op::Backward;

pub fn backward(op: &Backward, memory: &mut Memory, now: Moment) {
    let ahead = now.step_in_trial() + op.ahead < now.program.steps;
    let mut third_factor = match ahead {
        false => Matrix::from_fn(op.replicas, op.pre, |_, _| 0.0),
        true => {
            let delta = memory.view(op.delta, now.step() + op.ahead as u64);
            structure::backward(&memory.structure(op.structure), &delta, &memory.whole(op.weights))
        }
    };
    if op.add {
        third_factor = &memory.whole(op.third_factor) + &third_factor;
    }
    memory.store(op.third_factor, &third_factor);
}
