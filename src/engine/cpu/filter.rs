//! See [`crate::plan::op::Filter`].

use super::machine::{Machine, Moment};
use crate::plan::op::Filter;
use crate::simd::vectorize;

pub fn filter(op: &Filter, m: &mut Machine, now: Moment) {
    let step = now.clock.step;
    let mut trace = m.store.take(op.trace.buffer);
    let (out, x) = (&mut trace[op.trace.elements_at(step)], &m.store.get(op.of.buffer)[op.of.elements_at(step)]);
    vectorize(
        #[inline(always)]
        || {
            for (t, x) in out.iter_mut().zip(x) {
                *t = op.alpha.mul_add(*x - *t, *t);
            }
        },
    );
    m.store.put(op.trace.buffer, trace);
}
