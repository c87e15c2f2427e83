//! See [`crate::plan::op::Backward`].

use super::execute::Moment;
use super::matrix::Matrix;
use super::memory::Memory;
use super::sparse;
use crate::plan::op::Backward;

pub fn backward(op: &Backward, memory: &mut Memory, now: Moment) {
    let ahead = now.step_in_trial() + op.ahead < now.program.steps;
    let mut third_factor = match (ahead, op.topology) {
        (false, _) => Matrix::from_fn(op.replicas, op.pre, |_, _| 0.0),
        (true, topology) => {
            let delta = memory.view(op.delta, now.step() + op.ahead as u64);
            match topology {
                Some(id) => sparse::backward(&memory.topology(id), &delta, memory.elements(op.weights)),
                None => &delta * &memory.whole(op.weights),
            }
        }
    };
    if op.add {
        third_factor = &memory.whole(op.third_factor) + &third_factor;
    }
    memory.store(op.third_factor, &third_factor);
}
