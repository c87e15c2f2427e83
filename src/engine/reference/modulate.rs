//! See [`crate::plan::op::Modulate`].

use super::execute::Moment;
use super::memory::Memory;
use crate::plan::op::Modulate;

pub fn modulate(op: &Modulate, memory: &mut Memory, now: Moment) {
    let (state, activity) = (memory.view(op.state, now.step()), memory.view(op.activity, now.step()));
    let mut delta = memory.whole(op.third_factor);
    op.activation.multiply_slopes(&state.data, &activity.data, &mut delta.data);
    memory.store(op.delta, &delta);
}
