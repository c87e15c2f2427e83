//! See [`crate::plan::op::Backward`].

use super::memory::Memory;
use crate::plan::op::Backward;

pub fn backward(op: &Backward, memory: &mut Memory) {
    let mut third_factor = &memory.whole(op.delta) * &memory.whole(op.weights);
    if op.add {
        third_factor = &memory.whole(op.third_factor) + &third_factor;
    }
    memory.store(op.third_factor, &third_factor);
}
