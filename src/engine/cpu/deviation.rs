//! See [`crate::plan::op::Deviation`].

use super::machine::{Machine, Moment};
use crate::plan::op::Deviation;
use crate::simd::vectorize;

pub fn deviation(op: &Deviation, m: &mut Machine, now: Moment) {
    let step = now.clock.step;
    let (mut to, mut mean) = (m.store.take(op.to), m.store.take(op.mean.buffer));
    let of = &m.store.get(op.of.buffer)[op.of.elements_at(step)];
    vectorize(
        #[inline(always)]
        || {
            for (to, (mean, v)) in to.iter_mut().zip(mean.iter_mut().zip(of)) {
                *to = v - *mean;
                *mean = (1.0 - op.keep).mul_add(*to, *mean);
            }
        },
    );
    m.store.put(op.to, to);
    m.store.put(op.mean.buffer, mean);
}
