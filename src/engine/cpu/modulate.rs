//! See [`crate::plan::op::Modulate`].

use super::machine::{Machine, Moment};
use crate::plan::op::Modulate;
use crate::simd::vectorize;

pub fn modulate(op: &Modulate, m: &mut Machine, now: Moment) {
    let mut delta = m.store.take(op.delta);
    let cols = op.state.cols;
    let third_factor = m.store.whole(op.third_factor);
    let state = m.store.view(op.state, now.clock.step);
    let activity = m.store.view(op.activity, now.clock.step);
    m.pool.split(op.state.rows, (8192 / cols).max(1), [(&mut delta, cols)], |rows, [delta]| {
        for (row, delta) in rows.zip(delta.chunks_mut(cols)) {
            delta.copy_from_slice(third_factor.row(row));
            vectorize(
                #[inline(always)]
                || op.activation.multiply_slopes(state.row(row), activity.row(row), delta),
            );
        }
    });
    m.store.put(op.delta, delta);
}
