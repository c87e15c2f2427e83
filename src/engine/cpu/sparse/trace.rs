//! Eligibility traces of the synapses that exist: see [`crate::engine::cpu::gemm::trace`] for what they do.
use crate::circuit::connectivity::Csr;
use crate::engine::cpu::gemm::trace::{Growth, Step};
use crate::engine::cpu::mat::{Mat, MatMut};
use crate::engine::cpu::pool::Pool;
use crate::simd::vectorize;
use std::ops::Range;

/// Synapses whose gradients are applied together.
const PIECE: usize = 512;

/// Takes one step of all traces (replicas × synapses), if there is one to take; then, with a third factor M
/// (replicas × post), computes G = Σ_b M_i E of each synapse and calls `apply(first, g, [state…])` with each piece of it,
/// the number of its first synapse and the same piece of every state (an empty state stays empty).
///
/// An element is summed over the replicas in order. `apply` runs inside vectorised code: mark the closure
/// `#[inline(always)]`. Panics if the shapes do not fit: the caller's bug. Threads divide the synapses.
pub fn learn<const K: usize>(
    pool: &Pool,
    synapses: &Csr,
    traces: &mut [f32],
    step: Option<Step<'_>>,
    third_factor: Option<Mat<'_>>,
    states: [&mut [f32]; K],
    apply: impl Fn(usize, &[f32], [&mut [f32]; K]) + Sync,
) {
    let count = synapses.len();
    let replicas = traces.len() / count.max(1);
    let traces = MatMut::new(traces, replicas, count);
    let states = states.map(|state| {
        let length = usize::from(!state.is_empty());
        (state, length)
    });
    let grain = (32_768 / replicas.max(1)).max(1024);
    pool.split_columns(count, grain, (traces, 1), states, |range, mut traces, mut states| {
        vectorize(
            #[inline(always)]
            || {
                if let Some(step) = &step {
                    for b in 0..replicas {
                        grow(synapses, &range, step, b, traces.row(b));
                    }
                }
                let Some(factor) = third_factor else { return };
                let mut sums = [0.0; PIECE];
                for first in range.clone().step_by(PIECE) {
                    let part = first..range.end.min(first + PIECE);
                    let (g, at) = (&mut sums[..part.len()], first - range.start);
                    g.fill(0.0);
                    for b in 0..replicas {
                        read(synapses, &part, factor.row(b), &traces.row(b)[at..], g);
                    }
                    let pieces = states.each_mut().map(
                        #[inline(always)]
                        |state| if state.is_empty() { &mut [] } else { &mut state[at..at + part.len()] },
                    );
                    apply(first, g, pieces);
                }
            },
        );
    });
}

/// One step of the traces of some synapses in replica `b`; `e` holds theirs alone.
///
/// Loops rather than `for_each`: its fold is a function of its own, without the machine's instructions.
#[inline(always)]
fn grow(synapses: &Csr, range: &Range<usize>, step: &Step<'_>, b: usize, e: &mut [f32]) {
    let (gains, x) = (step.gain.row(b), step.x.row(b));
    let mut at = 0;
    while let Some((i, own)) = next_row(synapses, range, &mut at) {
        let (keep, gain) = (step.keep[i], gains[i]);
        let columns = &synapses.columns()[own.clone()];
        let e = &mut e[own.start - range.start..own.end - range.start];
        match step.growth {
            Growth::Linear => {
                for (e, j) in e.iter_mut().zip(columns) {
                    *e = keep.mul_add(*e, gain * x[*j as usize]);
                }
            }
            Growth::Cubic => {
                for (e, j) in e.iter_mut().zip(columns) {
                    let p = gain * x[*j as usize];
                    *e = (p * p).mul_add(p, keep * *e);
                }
            }
        }
    }
}

/// g += M e of some synapses; `e` begins with theirs.
#[inline(always)]
fn read(synapses: &Csr, range: &Range<usize>, factor: &[f32], e: &[f32], g: &mut [f32]) {
    let mut at = 0;
    while let Some((i, own)) = next_row(synapses, range, &mut at) {
        let local = own.start - range.start..own.end - range.start;
        let m = factor[i];
        for (g, e) in g[local.clone()].iter_mut().zip(&e[local]) {
            *g = m.mul_add(*e, *g);
        }
    }
}

/// The next neuron with synapses in `range`, and those of its synapses; `at` counts rows, and begins with 0.
#[inline(always)]
fn next_row(synapses: &Csr, range: &Range<usize>, at: &mut usize) -> Option<(usize, Range<usize>)> {
    let starts = synapses.starts();
    if *at == 0 {
        // The row of the first synapse: the last that starts at it or before.
        *at = starts.partition_point(|&start| start as usize <= range.start);
    }
    while *at < starts.len() && (starts[*at - 1] as usize) < range.end {
        let (row, end) = (*at - 1, range.end.min(starts[*at] as usize));
        let start = range.start.max(starts[row] as usize);
        *at += 1;
        if start < end {
            return Some((row, start..end));
        }
    }
    None
}
