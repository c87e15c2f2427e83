//! The products of a step, by what a projection's synapses form: each has a file here.

pub mod conv;
mod dense;
mod listed;
mod space;

pub use space::{Space, Weights};

use super::change::Taken;
use super::gemm::Write;
use super::gemm::trace::Step;
use super::mat::{Mat, MatMut};
use super::pool::Pool;
use crate::plan::Structure;
use crate::plan::op::Change;
use crate::plasticity::optimizer::Update;

/// What validation has seen to.
const ONE_KERNEL: &str = "weights that many synapses share have no eligibility and no sign of one of them";

/// out (r × post) (= or +=) the summed input of activity `x` (r × pre), at some step.
pub fn propagate(
    structure: &Structure,
    pool: &Pool,
    space: &mut Space,
    weights: Weights<'_>,
    x: Mat<'_>,
    (out, write): (MatMut<'_>, Write),
    step: u64,
) {
    match structure {
        Structure::Dense(_) => dense::propagate(pool, weights, x, (out, write), step),
        Structure::Listed(list) => listed::propagate(list, pool, space, weights, x, (out, write)),
        Structure::Conv(patches) => conv::propagate(patches, pool, space, weights, x, (out, write)),
    }
}

/// out (r × pre) (= or +=) what travels back of `delta` (r × post).
pub fn backward(
    structure: &Structure,
    pool: &Pool,
    space: &mut Space,
    weights: Weights<'_>,
    delta: Mat<'_>,
    to: (MatMut<'_>, Write),
) {
    match structure {
        Structure::Dense(_) => dense::backward(pool, space, weights, delta, to),
        Structure::Listed(list) => listed::backward(list, pool, space, weights, delta, to),
        Structure::Conv(patches) => conv::backward(patches, pool, space, weights, delta, to),
    }
}

/// Changes weights by their gradient, the sum over rows of `delta` (r × post) times `x` (r × pre).
pub fn learn(
    structure: &Structure,
    pool: &Pool,
    space: &mut Space,
    change: (&Change, Update<f32>),
    taken: &mut Taken,
    delta: Mat<'_>,
    x: Mat<'_>,
) {
    match structure {
        Structure::Dense(_) => dense::learn(pool, space, change, taken, delta, x),
        Structure::Listed(list) => listed::learn(list, pool, space, change, taken, delta, x),
        Structure::Conv(patches) => conv::learn(patches, pool, space, change, taken, delta, x),
    }
}

/// One step of the eligibilities (replicas × weights).
pub fn grow(structure: &Structure, pool: &Pool, traces: &mut [f32], step: Step<'_>) {
    match structure {
        Structure::Dense(_) => dense::grow(pool, traces, step),
        Structure::Listed(list) => listed::grow(list, pool, traces, step),
        Structure::Conv(_) => unreachable!("{ONE_KERNEL}"),
    }
}

/// The same, where there is a step to take, then the change by the gradient, the sum over replicas of third factor
/// (replicas × post) times eligibility.
pub fn learn_eligible(
    structure: &Structure,
    pool: &Pool,
    traces: &mut [f32],
    growth: Option<Step<'_>>,
    factor: Mat<'_>,
    change: (&Change, Update<f32>),
    taken: &mut Taken,
) {
    match structure {
        Structure::Dense(dense) => dense::learn_eligible(dense, pool, traces, growth, factor, change, taken),
        Structure::Listed(list) => listed::learn_eligible(list, pool, traces, growth, factor, change, taken),
        Structure::Conv(_) => unreachable!("{ONE_KERNEL}"),
    }
}

/// Keeps the norm of each neuron's weights within bounds, where there are any.
pub fn bound_norms(structure: &Structure, pool: &Pool, change: &Change, weights: &mut [f32]) {
    let Some(bound) = change.bound() else { return };
    let grain = (8192 * structure.post() / weights.len().max(1)).max(1);
    match structure {
        Structure::Dense(dense) => dense::bound_norms(dense, pool, grain, weights, bound as f32),
        Structure::Listed(list) => listed::bound_norms(list, pool, grain, weights, bound as f32),
        Structure::Conv(patches) => conv::bound_norms(patches, weights, bound as f32),
    }
}

/// Weights stop at 0 where they would cross it, where signs are given.
pub fn bound_signs(structure: &Structure, change: &Change, weights: &mut [f32]) {
    let Some(dale) = change.dale else { return };
    match structure {
        Structure::Dense(dense) => weights.chunks_mut(dense.pre).for_each(|row| dale.bound(0, row)),
        Structure::Listed(list) => dale.bound_listed(list.incoming.columns(), weights),
        Structure::Conv(_) => unreachable!("{ONE_KERNEL}"),
    }
}
