//! See [`crate::plan::op::Reward`].

use super::gemm::{self, Write};
use super::machine::{Machine, Moment};
use super::mat::{Mat, MatMut};
use crate::plan::op::Reward;
use crate::simd::vectorize;

pub fn reward(op: &Reward, m: &mut Machine, now: Moment) {
    let mut third_factor = m.store.take(op.third_factor);
    if !op.turn.is_now(now.update()) {
        third_factor.fill(0.0);
        m.store.put(op.third_factor, third_factor);
        return;
    }
    let mut sums = op.basis.map(|(_, sums)| m.store.take(sums));
    let (change, z) = (m.store.get(op.change), m.store.view(op.coordinates, now.clock.step));
    let out = sums.as_mut().unwrap_or(&mut third_factor);
    m.pool.split(op.replicas, (8192 / op.rank).max(1), [(out, op.rank)], |replicas, [out]| {
        for (b, out) in replicas.zip(out.chunks_mut(op.rank)) {
            out.fill(0.0);
            for k in 0..op.per_sample {
                let row = k * op.replicas + b;
                let weight = op.scale * change[row];
                vectorize(
                    #[inline(always)]
                    || {
                        for (x, z) in out.iter_mut().zip(z.row(row)) {
                            *x = weight.mul_add(*z, *x);
                        }
                    },
                );
            }
        }
    });
    if let (Some((basis, id)), Some(sums)) = (op.basis, sums) {
        let out = MatMut::new(&mut third_factor, op.replicas, op.neurons);
        let coefficients = Mat::new(&sums, op.replicas, op.rank);
        gemm::combine(&m.pool, &mut m.space.scratch, out, coefficients, m.store.whole(basis), Write::Set);
        m.store.put(id, sums);
    }
    m.store.put(op.third_factor, third_factor);
}
