//! See [`crate::plan::structure::Listed`].

use super::space::{Space, Weights};
use crate::engine::cpu::change::{Taken, bound_norm};
use crate::engine::cpu::gemm::Write;
use crate::engine::cpu::gemm::trace::Step;
use crate::engine::cpu::mat::{Mat, MatMut};
use crate::engine::cpu::pool::Pool;
use crate::engine::cpu::sparse::{self, Correlation, Terms};
use crate::plan::op::Change;
use crate::plan::structure::Listed;
use crate::plasticity::optimizer::Update;

pub fn propagate(
    list: &Listed,
    pool: &Pool,
    space: &mut Space,
    weights: Weights<'_>,
    x: Mat<'_>,
    (out, write): (MatMut<'_>, Write),
) {
    let terms = Terms { rows: &list.incoming, weights: weights.store.get(weights.id), places: None };
    sparse::gather(pool, &mut space.listed, out, x, &terms, write);
}

pub fn backward(
    list: &Listed,
    pool: &Pool,
    space: &mut Space,
    weights: Weights<'_>,
    delta: Mat<'_>,
    (out, write): (MatMut<'_>, Write),
) {
    let outgoing = list.outgoing.as_ref().expect("lowering lists both ways what carries credit backward");
    let (rows, places) = (&outgoing.targets, Some(&outgoing.places[..]));
    let terms = Terms { rows, weights: weights.store.get(weights.id), places };
    sparse::gather(pool, &mut space.listed, out, delta, &terms, write);
}

pub fn learn(
    list: &Listed,
    pool: &Pool,
    space: &mut Space,
    (change, u): (&Change, Update<f32>),
    taken: &mut Taken,
    delta: Mat<'_>,
    x: Mat<'_>,
) {
    let (synapses, optimizer) = (&list.incoming, &change.plasticity.optimizer);
    sparse::correlate(
        pool,
        &mut space.listed,
        Correlation { synapses, delta, x },
        taken.all(),
        #[inline(always)]
        |first, g, [w, a, b]| {
            optimizer.apply(u, g, w, a, b);
            if let Some(dale) = change.dale {
                dale.bound_listed(&synapses.columns()[first..], w);
            }
        },
    );
}

pub fn grow(list: &Listed, pool: &Pool, traces: &mut [f32], step: Step<'_>) {
    sparse::learn(pool, &list.incoming, traces, Some(step), None, [], |_, _, []| ());
}

pub fn learn_eligible(
    list: &Listed,
    pool: &Pool,
    traces: &mut [f32],
    growth: Option<Step<'_>>,
    factor: Mat<'_>,
    (change, u): (&Change, Update<f32>),
    taken: &mut Taken,
) {
    let (synapses, optimizer) = (&list.incoming, &change.plasticity.optimizer);
    sparse::learn(
        pool,
        synapses,
        traces,
        growth,
        Some(factor),
        taken.all(),
        #[inline(always)]
        |first, g, [w, a, b]| {
            optimizer.apply(u, g, w, a, b);
            if let Some(dale) = change.dale {
                dale.bound_listed(&synapses.columns()[first..], w);
            }
        },
    );
}

pub fn bound_norms(list: &Listed, pool: &Pool, grain: usize, weights: &mut [f32], bound: f32) {
    pool.rows(list.incoming.starts(), grain, weights, |_, row| bound_norm(row, bound));
}
