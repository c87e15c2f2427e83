//! See [`crate::plan::op::Difference`].

use super::machine::{Machine, Moment};
use crate::plan::op::Difference;

pub fn difference(op: &Difference, m: &mut Machine, now: Moment) {
    let mut to = m.store.take(op.to);
    let of = m.store.view(op.of, now.clock.step);
    for (row, out) in to.chunks_mut(op.of.cols).enumerate() {
        let plus = of.row(op.replicas + row);
        if op.antithetic {
            let minus = of.row(op.replicas + op.draws + row);
            out.iter_mut().zip(plus.iter().zip(minus)).for_each(|(d, (p, m))| *d = 0.5 * (p - m));
        } else {
            let clean = of.row(row % op.replicas);
            out.iter_mut().zip(plus.iter().zip(clean)).for_each(|(d, (p, c))| *d = p - c);
        }
    }
    m.store.put(op.to, to);
}
