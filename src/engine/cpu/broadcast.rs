//! See [`crate::plan::op::Broadcast`].

use super::gemm::{self, Write};
use super::machine::{Machine, Moment};
use super::mat::{Mat, MatMut};
use crate::plan::BufferId;
use crate::plan::op::{Broadcast, OffManifold};

pub fn broadcast(op: &Broadcast, m: &mut Machine, now: Moment) {
    let step = now.clock.step;
    let mut third_factor = m.store.take(op.third_factor);
    let (error, feedback) = (m.store.view(op.error, step), m.store.view(op.feedback, step));
    let (r, n) = (op.replicas, op.neurons);
    match op.basis {
        None => {
            let out = MatMut::new(&mut third_factor, r, n);
            gemm::combine(&m.pool, &mut m.space.scratch, out, error, feedback, Write::Set);
        }
        Some((basis, coordinates)) => {
            let mut c = m.store.take(coordinates);
            let (error, feedback) = (m.store.view(op.error, step), m.store.view(op.feedback, step));
            gemm::combine(&m.pool, &mut m.space.scratch, MatMut::new(&mut c, r, op.rank), error, feedback, Write::Set);
            let out = MatMut::new(&mut third_factor, r, n);
            let coefficients = Mat::new(&c, r, op.rank);
            gemm::combine(&m.pool, &mut m.space.scratch, out, coefficients, m.store.whole(basis), Write::Set);
            m.store.put(coordinates, c);
            if let Some(off) = &op.off {
                add_off(op, off, basis, &mut third_factor, m, step);
            }
        }
    }
    m.store.put(op.third_factor, third_factor);
}

fn add_off(op: &Broadcast, off: &OffManifold, basis: BufferId, third_factor: &mut [f32], m: &mut Machine, step: u64) {
    let mut product = m.store.take(off.product);
    let mut inside = m.store.take(off.inside);
    let out = MatMut::new(&mut product, op.replicas, op.neurons);
    let (error, feedback) = (m.store.view(op.error, step), m.store.view(off.feedback, step));
    gemm::combine(&m.pool, &mut m.space.scratch, out, error, feedback, Write::Set);
    remove_inside(m, basis, (&mut product, op.neurons), (&mut inside, op.rank), op.replicas);
    third_factor.iter_mut().zip(product.iter()).for_each(|(x, p)| *x += p);
    m.store.put(off.product, product);
    m.store.put(off.inside, inside);
}

/// rows ← rows − (rows Uᵀ) U, with rows Uᵀ left in `inside` (count × rank).
pub fn remove_inside(
    m: &mut Machine,
    basis: BufferId,
    (rows, n): (&mut [f32], usize),
    (inside, rank): (&mut [f32], usize),
    count: usize,
) {
    let u = m.store.whole(basis);
    let (x, c) = (Mat::new(rows, count, n), MatMut::new(inside, count, rank));
    gemm::propagate(&m.pool, c, x, u, Write::Set);
    // Products add: what is to be taken away goes in with its sign turned.
    inside.iter_mut().for_each(|c| *c = -*c);
    let (out, c) = (MatMut::new(rows, count, n), Mat::new(inside, count, rank));
    gemm::combine(&m.pool, &mut m.space.scratch, out, c, u, Write::Add);
    inside.iter_mut().for_each(|c| *c = -*c);
}
