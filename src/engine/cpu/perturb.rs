//! See [`crate::plan::op::Perturb`].

use super::gemm::{self, Write};
use super::machine::{Machine, Moment};
use super::mat::MatMut;
use crate::plan::op::{Isotropic, Perturb};
use crate::simd::vectorize;

pub fn perturb(op: &Perturb, m: &mut Machine, now: Moment) {
    let cols = op.activity.cols;
    let mine = op.turn.is_now(now.update());
    if mine {
        if let (Some(basis), Some(noise)) = (op.basis, op.noise) {
            let mut data = m.store.take(noise);
            let out = MatMut::new(&mut data, op.draws, cols);
            let (z, u) = (m.store.whole(op.coordinates), m.store.whole(basis));
            gemm::combine(&m.pool, &mut m.space.scratch, out, z, u, Write::Set);
            m.store.put(noise, data);
        }
        if let Some(isotropic) = &op.isotropic {
            leave_manifold(isotropic, op, m);
        }
    }
    let mut activity = m.store.take(op.activity.buffer);
    let (clean, twins) = activity[op.activity.elements_at(now.clock.step)].split_at_mut(op.replicas * cols);
    let (plus, minus) = twins.split_at_mut(op.draws * cols);
    let noise = m.store.get(op.noise.unwrap_or(op.coordinates));
    let off = op.isotropic.as_ref().map(|i| (m.store.get(i.epsilon), i.scale));
    let minus_cols = if op.antithetic { cols } else { 0 };
    let grain = (8192 / cols).max(1);
    m.pool.split(op.draws, grain, [(plus, cols), (minus, minus_cols)], |rows, [plus, minus]| {
        for (i, row) in rows.enumerate() {
            let own = i * cols..(i + 1) * cols;
            let b = row % op.replicas;
            let clean = &clean[b * cols..(b + 1) * cols];
            let twin = |twin: &mut [f32], sign: f32| {
                if !mine {
                    return if op.first {
                        twin.copy_from_slice(clean)
                    };
                }
                vectorize(
                    #[inline(always)]
                    || {
                        let noise = &noise[row * cols..(row + 1) * cols];
                        match op.first {
                            true => begin(twin, clean, noise, sign * op.scale),
                            false => add(twin, noise, sign * op.scale),
                        }
                        if let Some((epsilon, scale)) = off {
                            add(twin, &epsilon[row * cols..(row + 1) * cols], sign * scale);
                        }
                    },
                );
            };
            twin(&mut plus[own.clone()], 1.0);
            if op.antithetic {
                twin(&mut minus[own], -1.0);
            }
        }
    });
    m.store.put(op.activity.buffer, activity);
}

#[inline(always)]
fn begin(to: &mut [f32], from: &[f32], what: &[f32], scale: f32) {
    to.iter_mut().zip(from.iter().zip(what)).for_each(
        #[inline(always)]
        |(x, (f, e))| *x = scale.mul_add(*e, *f),
    );
}

#[inline(always)]
fn add(to: &mut [f32], what: &[f32], scale: f32) {
    to.iter_mut().zip(what).for_each(
        #[inline(always)]
        |(x, e)| *x = scale.mul_add(*e, *x),
    );
}

/// ε ← ε − (ε Uᵀ) U.
fn leave_manifold(isotropic: &Isotropic, op: &Perturb, m: &mut Machine) {
    let Some(basis) = op.basis else { return };
    let mut epsilon = m.store.take(isotropic.epsilon);
    let mut inside = m.store.take(isotropic.inside);
    let (n, rank) = (op.activity.cols, inside.len() / op.draws);
    super::broadcast::remove_inside(m, basis, (&mut epsilon, n), (&mut inside, rank), op.draws);
    m.store.put(isotropic.epsilon, epsilon);
    m.store.put(isotropic.inside, inside);
}
