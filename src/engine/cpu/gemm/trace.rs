//! Eligibility traces, one a synapse: grown from pre and post at every step, read with a third factor.
//!
//! Everything here is one number in, one number out, synapse by synapse, and bound by memory: the growth of a trace
//! and the learning that reads it are one pass, and plain loops fill the vectors.
use super::{blocks, grain};
use crate::engine::cpu::mat::{Mat, MatMut};
use crate::engine::cpu::pool::Pool;
use crate::simd::vectorize;

/// Presynaptic neurons done together: the gradient of a piece stays in the first-level cache.
const PIECE: usize = 512;

/// No outputs besides the traces.
const NONE: [(&mut [f32], usize); 0] = [];

/// What a step adds to the trace of a synapse, given what pre and post contribute: `p` = gain of the neuron · x.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Growth {
    /// E ← keep · E + p: a filter of the Hebbian product.
    Linear,
    /// E ← keep · E + p³: large coincidences count, small ones hardly (Miconi 2017, doi:10.7554/eLife.20899).
    Cubic,
}

/// One step of the traces of a projection.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    pub growth: Growth,
    /// What each postsynaptic neuron keeps of its traces (post).
    pub keep: &'a [f32],
    /// What each postsynaptic neuron contributes (replicas × post): α φ'(v), or the deviation of its input.
    pub gain: Mat<'a>,
    /// Presynaptic activity (replicas × pre).
    pub x: Mat<'a>,
}

/// Takes one step of all traces (replicas × post × pre).
///
/// Panics if the shapes do not fit: the caller's bug. Threads divide the postsynaptic neurons.
pub fn grow(pool: &Pool, traces: &mut [f32], step: Step<'_>) {
    let (replicas, post, pre) = step.shape();
    let traces = MatMut::new(traces, replicas, post * pre);
    pool.split_columns(post, grain(replicas * pre), (traces, pre), NONE, |range, mut traces, []| {
        vectorize(
            #[inline(always)]
            || {
                for (local, i) in range.enumerate() {
                    for b in 0..replicas {
                        let e = &mut traces.row(b)[local * pre..][..pre];
                        advance(&step, b, i, 0, e);
                    }
                }
            },
        );
    });
}

/// Takes one step of all traces (replicas × post × pre), if there is one to take, computes
/// G[post × pre] = Σ_b M[b × post] · E[b × post × pre] piece by piece, and calls `apply(i, j, g, [state…])` with each
/// piece `g = G[i, j..j + g.len()]` and the same piece of every state matrix (post × pre: weights, momentum, …), as
/// [`super::correlate`] does.
///
/// An element is summed over the replicas in order. `apply` runs inside vectorised code: mark the closure
/// `#[inline(always)]`. Panics if the shapes do not fit: the caller's bug. Threads divide the postsynaptic neurons.
pub fn learn<const K: usize>(
    pool: &Pool,
    traces: &mut [f32],
    step: Option<Step<'_>>,
    third_factor: Mat<'_>,
    pre: usize,
    states: [&mut [f32]; K],
    apply: impl Fn(usize, usize, &[f32], [&mut [f32]; K]) + Sync,
) {
    let (replicas, post) = (third_factor.rows(), third_factor.cols());
    assert!(step.is_none_or(|step| step.shape() == (replicas, post, pre)));
    let traces = MatMut::new(traces, replicas, post * pre);
    let states = states.map(|state| (state, pre));
    pool.split_columns(post, grain(replicas * pre), (traces, pre), states, |range, mut traces, mut states| {
        vectorize(
            #[inline(always)]
            || {
                let mut sums = [0.0; PIECE];
                for (local, i) in range.enumerate() {
                    for piece in blocks(pre, PIECE) {
                        let at = local * pre + piece.start..local * pre + piece.end;
                        let g = &mut sums[..piece.len()];
                        g.fill(0.0);
                        for b in 0..replicas {
                            let e = &mut traces.row(b)[at.clone()];
                            if let Some(step) = &step {
                                advance(step, b, i, piece.start, e);
                            }
                            let m = third_factor.row(b)[i];
                            g.iter_mut().zip(e).for_each(
                                #[inline(always)]
                                |(g, e)| *g = m.mul_add(*e, *g),
                            );
                        }
                        let pieces = states.each_mut().map(
                            #[inline(always)]
                            |state| &mut state[at.clone()],
                        );
                        apply(i, piece.start, g, pieces);
                    }
                }
            },
        );
    });
}

impl Step<'_> {
    /// (replicas, post, pre), all operands agreeing on them.
    fn shape(&self) -> (usize, usize, usize) {
        let shape = (self.x.rows(), self.keep.len(), self.x.cols());
        assert!((self.gain.rows(), self.gain.cols()) == (shape.0, shape.1));
        shape
    }
}

/// One step of the traces of neuron `i` in replica `b` from presynaptic neuron `j` on.
#[inline(always)]
fn advance(step: &Step<'_>, b: usize, i: usize, j: usize, e: &mut [f32]) {
    let (keep, gain) = (step.keep[i], step.gain.row(b)[i]);
    let pairs = e.iter_mut().zip(&step.x.row(b)[j..]);
    match step.growth {
        Growth::Linear => pairs.for_each(
            #[inline(always)]
            |(e, x)| *e = keep.mul_add(*e, gain * x),
        ),
        Growth::Cubic => pairs.for_each(
            #[inline(always)]
            |(e, x)| {
                let p = gain * x;
                *e = (p * p).mul_add(p, keep * *e);
            },
        ),
    }
}

#[cfg(test)]
mod tests;
