//! Synapses learn.

use crate::plan::{Access, BufferId, View};
use crate::plasticity::Plasticity;

/// W ← optimizer(W, mean over replicas of Σ δ_post x_preᵀ), the sum over the steps of a trial where it learns at the end
/// of it. The gradient is never stored.
#[derive(Debug, Clone)]
pub struct Learn {
    /// δ of the postsynaptic population (rows × post): replicas, at one step or at all of them.
    pub delta: View,
    /// Activity of the presynaptic population, or its trace, of the same clean rows (rows × pre).
    pub activity: View,
    /// Replicas.
    pub replicas: usize,
    /// True where weights move at every step of a trial.
    pub online: bool,
    /// Weights (post × pre).
    pub weights: BufferId,
    /// Postsynaptic neurons.
    pub post: usize,
    /// What each synapse remembers: 0, 1 or 2 buffers (post × pre).
    pub memory: Vec<BufferId>,
    /// How weights change.
    pub plasticity: Plasticity,
    /// Updates in the whole run, for the schedule.
    pub updates: u64,
}

impl Learn {
    /// What it does to which buffer.
    pub fn access(&self) -> Access {
        let access = Access::default().reads([self.delta.buffer, self.activity.buffer]);
        access.updates([self.weights]).updates(self.memory.iter().copied())
    }
}
