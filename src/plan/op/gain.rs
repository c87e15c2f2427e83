//! What a postsynaptic neuron contributes to the eligibilities of its synapses.

use crate::plan::{Access, BufferId, View};

/// gain (replicas × n) = α, times φ'(v) where the eligibility remembers the product of both factors.
#[derive(Debug, Clone, Copy)]
pub struct Gain {
    /// α of each neuron (1 × n).
    pub alpha: BufferId,
    /// φ'(v) of the clean rows.
    pub slope: Option<View>,
    /// Replicas.
    pub replicas: usize,
    /// Where it goes.
    pub to: BufferId,
}

impl Gain {
    /// What it does to which buffer.
    pub fn access(&self) -> Access {
        Access::default().reads([self.alpha]).reads(self.slope.map(|view| view.buffer)).sets([self.to])
    }
}
