//! Synapses learn from what their own perturbation did to the loss.

use super::learn::Change;
use crate::plan::{Access, BufferId, StructureId};

/// W ← optimizer(W, mean over replicas of δL · E / σ), the gradient estimate of weight perturbation.
#[derive(Debug, Clone)]
pub struct LearnByLoss {
    /// δL of each replica (replicas × 1).
    pub losses: BufferId,
    /// E, one number a synapse.
    pub noise: BufferId,
    /// 1/σ.
    pub scale: f32,
    /// What the synapses form.
    pub structure: StructureId,
    /// Replicas.
    pub replicas: usize,
    /// What changes, and how.
    pub change: Change,
}

impl LearnByLoss {
    /// What it does to which buffer.
    pub fn access(&self) -> Access {
        Access::default().reads([self.losses, self.noise]).updates(self.change.buffers())
    }
}
