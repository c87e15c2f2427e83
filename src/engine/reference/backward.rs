//! See [`crate::plan::op::Backward`].

use super::memory::Memory;
use super::sparse;
use crate::plan::op::Backward;

pub fn backward(op: &Backward, memory: &mut Memory) {
    let delta = memory.whole(op.delta);
    let mut third_factor = match op.topology {
        Some(id) => sparse::backward(&memory.topology(id), &delta, memory.elements(op.weights)),
        None => &delta * &memory.whole(op.weights),
    };
    if op.add {
        third_factor = &memory.whole(op.third_factor) + &third_factor;
    }
    memory.store(op.third_factor, &third_factor);
}
