//! See [`crate::plan::op::Reset`].

use super::machine::Machine;
use crate::plan::op::Reset;

pub fn reset(op: &Reset, m: &mut Machine) {
    for (view, value) in &op.views {
        m.store.get_mut(view.buffer)[view.elements_at(0)].fill(*value);
    }
}
