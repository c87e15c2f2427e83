//! Synapses learn.

use crate::plan::{Access, BufferId, TopologyId, View};
use crate::plasticity::{Dale, Plasticity};

/// W ← optimizer(W, mean over replicas of δ_post x_preᵀ). The gradient is never stored.
#[derive(Debug, Clone)]
pub struct Learn {
    /// δ of the postsynaptic population (replicas × post).
    pub delta: BufferId,
    /// Activity of the presynaptic population, clean rows (replicas × pre).
    pub activity: View,
    /// Weights (post × pre, or synapses × 1).
    pub weights: BufferId,
    /// Which synapses exist; `None`: all.
    pub topology: Option<TopologyId>,
    /// The signs at which weights stop, after the optimizer and before the bound on the norm.
    pub dale: Option<Dale>,
    /// Postsynaptic neurons.
    pub post: usize,
    /// What each synapse remembers: 0, 1 or 2 buffers of the shape of the weights.
    pub memory: Vec<BufferId>,
    /// How weights change.
    pub plasticity: Plasticity,
    /// Updates in the whole run, for the schedule.
    pub updates: u64,
}

impl Learn {
    /// What it does to which buffer.
    pub fn access(&self) -> Access {
        let access = Access::default().reads([self.delta, self.activity.buffer]);
        access.updates([self.weights]).updates(self.memory.iter().copied())
    }
}
