//! The third factor meets the postsynaptic factor of the eligibility.

use crate::neuron::Activation;
use crate::plan::{Access, BufferId, View};

/// δ (replicas × n) = M ⊙ φ'(v).
#[derive(Debug, Clone)]
pub struct Modulate {
    /// Third factor M (replicas × n).
    pub third_factor: BufferId,
    /// State v of the clean rows.
    pub state: View,
    /// Activity r = φ(v) of the clean rows.
    pub activity: View,
    /// φ.
    pub activation: Activation,
    /// Where δ goes.
    pub delta: BufferId,
}

impl Modulate {
    /// What it does to which buffer.
    pub fn access(&self) -> Access {
        let reads = [self.third_factor, self.state.buffer, self.activity.buffer];
        Access::default().reads(reads).sets([self.delta])
    }
}
