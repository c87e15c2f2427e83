//! See [`crate::plan::op::Modulate`].

use super::machine::{Machine, Moment};
use crate::plan::op::{Modulate, Over};
use crate::simd::vectorize;

pub fn modulate(op: &Modulate, m: &mut Machine, now: Moment) {
    let (step, cols) = (now.clock.step, op.delta.cols);
    let last = now.clock.step_in_trial(now.program) + 1 == now.program.steps;
    let mut delta = m.store.take(op.delta.buffer);
    let mut carry = op.leak.map(|leak| m.store.take(leak.carry));
    let (third_factor, slope) = (m.store.view(op.third_factor, step), m.store.view(op.slope, step));
    let leak = op.leak.map(|leak| (leak.over, m.store.get(leak.alpha)));
    let out = &mut delta[op.delta.elements_at(step)];
    let (carried, width) = carry.as_mut().map_or((&mut [][..], 0), |carry| (&mut carry[..], cols));
    m.pool.split(op.delta.rows, (8192 / cols).max(1), [(out, cols), (carried, width)], |rows, [delta, carry]| {
        for (i, row) in rows.enumerate() {
            let delta = &mut delta[i * cols..(i + 1) * cols];
            let (m, s) = (third_factor.row(row), slope.row(row));
            vectorize(
                #[inline(always)]
                || match leak {
                    None => delta.iter_mut().zip(m.iter().zip(s)).for_each(|(d, (m, s))| *d = m * s),
                    Some((over, alpha)) => {
                        let carry = &mut carry[i * cols..(i + 1) * cols];
                        if last {
                            carry.fill(0.0);
                        }
                        remember(over, alpha, (m, s), carry, delta);
                    }
                },
            );
        }
    });
    m.store.put(op.delta.buffer, delta);
    if let (Some(leak), Some(carry)) = (op.leak, carry) {
        m.store.put(leak.carry, carry);
    }
}

/// One row: c ← what comes in now + (1−α) c, and δ from it.
#[inline(always)]
fn remember(over: Over, alpha: &[f32], (m, s): (&[f32], &[f32]), carry: &mut [f32], delta: &mut [f32]) {
    let each = delta.iter_mut().zip(carry).zip(alpha.iter().zip(m.iter().zip(s)));
    match over {
        Over::Voltage => each.for_each(
            #[inline(always)]
            |((d, c), (a, (m, s)))| {
                *c = (1.0 - a).mul_add(*c, m * s);
                *d = a * *c;
            },
        ),
        Over::Activity => each.for_each(
            #[inline(always)]
            |((d, c), (a, (m, s)))| {
                *c = (1.0 - a).mul_add(*c, *m);
                *d = a * s * *c;
            },
        ),
    }
}
