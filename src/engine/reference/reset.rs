//! See [`crate::plan::op::Reset`].

use super::memory::Memory;
use crate::plan::op::Reset;

pub fn reset(op: &Reset, memory: &mut Memory) {
    for (view, value) in &op.views {
        memory.elements_mut(view.buffer)[view.elements_at(0)].fill(f64::from(*value));
    }
}
