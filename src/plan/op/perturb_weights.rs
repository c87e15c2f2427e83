//! The twins of a trial get weights of their own.

use crate::plan::{Access, BufferId};
use crate::rng::Stream;

/// E ~ N(0, 1) independently for each synapse, and W̃ = W + σ E: one draw an update, for all replicas and steps.
#[derive(Debug, Clone, Copy)]
pub struct PerturbWeights {
    /// W: one number a synapse.
    pub weights: BufferId,
    /// Where E goes: drawn in the order of the weights with the counter (update, 0).
    pub noise: BufferId,
    /// Where W̃ goes.
    pub perturbed: BufferId,
    /// σ.
    pub scale: f32,
    /// Its stream.
    pub stream: Stream,
}

impl PerturbWeights {
    /// What it does to which buffer.
    pub fn access(&self) -> Access {
        Access::default().reads([self.weights]).sets([self.noise, self.perturbed])
    }
}
