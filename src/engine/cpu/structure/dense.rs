//! See [`crate::plan::structure::Dense`].

use super::space::{Space, Weights};
use crate::engine::cpu::change::{Taken, bound_norm, with_optimizer};
use crate::engine::cpu::gemm::trace::{self, Step};
use crate::engine::cpu::gemm::{self, Sweep, Write};
use crate::engine::cpu::mat::{Mat, MatMut};
use crate::engine::cpu::pool::Pool;
use crate::plan::op::Change;
use crate::plan::structure::Dense;
use crate::plasticity::optimizer::Update;

pub fn propagate(pool: &Pool, weights: Weights<'_>, x: Mat<'_>, (out, write): (MatMut<'_>, Write), step: u64) {
    match weights.store.whole_half(weights.id) {
        Some(weights) => {
            let sweep = Sweep::of(step, 2 * weights.rows() * weights.cols());
            gemm::propagate_from(sweep, pool, out, x, weights, write);
        }
        None => {
            let weights = weights.store.whole(weights.id);
            let sweep = Sweep::of(step, 4 * weights.rows() * weights.cols());
            gemm::propagate_from(sweep, pool, out, x, weights, write);
        }
    }
}

pub fn backward(
    pool: &Pool,
    space: &mut Space,
    weights: Weights<'_>,
    delta: Mat<'_>,
    (out, write): (MatMut<'_>, Write),
) {
    gemm::combine(pool, &mut space.scratch, out, delta, weights.store.whole(weights.id), write);
}

pub fn learn(
    pool: &Pool,
    space: &mut Space,
    (change, u): (&Change, Update<f32>),
    taken: &mut Taken,
    delta: Mat<'_>,
    x: Mat<'_>,
) {
    with_optimizer!(change, u, taken, gemm::correlate, pool, &mut space.panels, delta, x);
}

pub fn grow(pool: &Pool, traces: &mut [f32], step: Step<'_>) {
    trace::grow(pool, traces, step);
}

pub fn learn_eligible(
    dense: &Dense,
    pool: &Pool,
    traces: &mut [f32],
    growth: Option<Step<'_>>,
    factor: Mat<'_>,
    (change, u): (&Change, Update<f32>),
    taken: &mut Taken,
) {
    with_optimizer!(change, u, taken, trace::learn, pool, traces, growth, factor, dense.pre);
}

pub fn bound_norms(dense: &Dense, pool: &Pool, grain: usize, weights: &mut [f32], bound: f32) {
    let Dense { post, pre } = *dense;
    pool.split(post, grain, [(weights, pre)], |_, [rows]| {
        rows.chunks_mut(pre).for_each(|row| bound_norm(row, bound));
    });
}
