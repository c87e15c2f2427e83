//! Synapses with an eligibility of their own remember and learn.

use super::learn::Change;
use crate::plan::{Access, BufferId, StructureId, View};

/// Each synapse's eligibility (replicas × synapses) takes a step, or its weight learns from it, or both in one pass:
/// e ← keep e + (gain_i x_j) or (gain_i x_j)³, then W ← optimizer(W, mean over replicas of M e).
#[derive(Debug, Clone)]
pub struct LearnEligible {
    /// e: one row a replica, in each the synapses as in the weights.
    pub eligibility: BufferId,
    /// What the synapses form.
    pub structure: StructureId,
    /// Replicas.
    pub replicas: usize,
    /// How it grows at this step.
    pub growth: Option<Growth>,
    /// How weights learn from it.
    pub learning: Option<(View, Change)>,
}

/// One step of the eligibilities of a projection.
#[derive(Debug, Clone, Copy)]
pub struct Growth {
    /// Presynaptic activity x (replicas × pre).
    pub activity: View,
    /// What each postsynaptic neuron contributes (replicas × post).
    pub gain: BufferId,
    /// What each postsynaptic neuron's synapses keep (1 × post).
    pub keep: BufferId,
    /// The product's cube in place of the product.
    pub cubed: bool,
}

impl LearnEligible {
    /// What it does to which buffer.
    pub fn access(&self) -> Access {
        let access = match self.growth {
            Some(growth) => {
                let reads = [growth.activity.buffer, growth.gain, growth.keep];
                Access::default().reads(reads).updates([self.eligibility])
            }
            None => Access::default().reads([self.eligibility]),
        };
        match &self.learning {
            Some((third_factor, change)) => access.reads([third_factor.buffer]).updates(change.buffers()),
            None => access,
        }
    }
}
