//! Products where not all synapses exist: gathered, never scattered.
//!
//! As in [`super::gemm`], every element is summed in one order that depends on its own terms alone, so that a replica has
//! the same bits alone and among 500 others, with any number of threads.
//!
//! For several replicas the activity is turned around first, so that the numbers of sixteen replicas lie side by side and
//! each synapse is one vector multiplication; that costs one pass over the activity, and each of its numbers is used as
//! often as its neuron has synapses.
mod correlate;
mod gather;
mod trace;
mod turn;

pub use correlate::{Correlation, correlate};
pub use gather::{Terms, gather};
pub use trace::learn;

use super::buffer::Buffer;
use super::lanes::LANES;
use crate::plan::{Plan, StructureId, Work};

/// Replicas turned around together in [`gather`].
const BLOCK: usize = 64;

/// Working memory, allocated once.
pub struct Scratch {
    /// What is gathered, turned around: neurons × replicas.
    first: Buffer,
    /// The other factor of a correlation, turned around.
    second: Buffer,
}

impl Scratch {
    /// Room for everything that a plan does with sparse projections.
    pub fn new(plan: &Plan) -> Scratch {
        let [first, second] = lengths(plan);
        Scratch { first: Buffer::zeros(first), second: Buffer::zeros(second) }
    }

    /// Bytes of [`Scratch::new`].
    pub fn bytes(plan: &Plan) -> u64 {
        let [first, second] = lengths(plan);
        4 * (first as u64).saturating_add(second as u64)
    }
}

/// How many numbers are turned around of each factor, at most.
fn lengths(plan: &Plan) -> [usize; 2] {
    let (mut first, mut second) = (0, 0);
    let is_listed = |id: StructureId| plan.structure(id).listed().is_some();
    let programs = [Some(&plan.learn), plan.evaluate.as_ref()];
    for op in programs.into_iter().flatten().flat_map(|program| &program.ops) {
        match &op.work {
            Work::Propagate(work) if is_listed(work.structure) => {
                first = first.max(turned_len(work.from.cols, work.from.rows.min(BLOCK)));
            }
            Work::Backward(work) if is_listed(work.structure) => {
                first = first.max(turned_len(work.post, work.replicas.min(BLOCK)));
            }
            Work::Learn(work) if is_listed(work.structure) => {
                first = first.max(turned_len(work.activity.cols, work.activity.rows));
                second = second.max(turned_len(work.delta.cols, work.activity.rows));
            }
            _ => {}
        }
    }
    [first, second]
}

/// Numbers of a turned matrix: replicas fill whole vectors.
fn turned_len(neurons: usize, replicas: usize) -> usize {
    neurons.saturating_mul(replicas.next_multiple_of(LANES))
}

#[cfg(test)]
mod tests;
