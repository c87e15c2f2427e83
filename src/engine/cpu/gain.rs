//! See [`crate::plan::op::Gain`].

use super::machine::{Machine, Moment};
use crate::plan::op::Gain;
use crate::simd::vectorize;

pub fn gain(op: &Gain, m: &mut Machine, now: Moment) {
    let mut to = m.store.take(op.to);
    let alpha = m.store.get(op.alpha);
    let slope = op.slope.map(|view| m.store.view(view, now.clock.step));
    vectorize(
        #[inline(always)]
        || {
            for (b, row) in to.chunks_mut(alpha.len()).enumerate() {
                row.copy_from_slice(alpha);
                if let Some(slope) = &slope {
                    row.iter_mut().zip(slope.row(b)).for_each(|(g, s)| *g *= s);
                }
            }
        },
    );
    m.store.put(op.to, to);
}
