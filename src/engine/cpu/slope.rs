//! See [`crate::plan::op::Slope`].

use super::machine::{Machine, Moment};
use crate::plan::op::Slope;
use crate::simd::vectorize;

pub fn slope(op: &Slope, m: &mut Machine, now: Moment) {
    let step = now.clock.step;
    let mut slopes = m.store.take(op.to.buffer);
    let of = m.store.view(op.of, step);
    let activity = op.activity.map(|view| m.store.view(view, step));
    let (out, cols) = (&mut slopes[op.to.elements_at(step)], op.to.cols);
    m.pool.split(op.to.rows, (8192 / cols).max(1), [(out, cols)], |rows, [out]| {
        for (row, out) in rows.zip(out.chunks_mut(cols)) {
            vectorize(
                #[inline(always)]
                || match &activity {
                    Some(activity) => {
                        out.fill(1.0);
                        op.activation.multiply_slopes(of.row(row), activity.row(row), out);
                    }
                    None => op.activation.slopes(of.row(row), out),
                },
            );
        }
    });
    m.store.put(op.to.buffer, slopes);
}
