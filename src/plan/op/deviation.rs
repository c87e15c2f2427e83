//! How far a neuron is from where it usually is.

use crate::plan::{Access, BufferId, View};

/// gain (replicas × n) = v − v̄, with the running mean v̄ ← keep · v̄ + (1 − keep) v taken after.
#[derive(Debug, Clone, Copy)]
pub struct Deviation {
    /// v of the clean rows.
    pub of: View,
    /// v̄ (replicas × n).
    pub mean: View,
    /// What the running mean keeps at a step.
    pub keep: f32,
    /// Where the deviation goes.
    pub to: BufferId,
}

impl Deviation {
    /// What it does to which buffer.
    pub fn access(&self) -> Access {
        Access::default().reads([self.of.buffer]).updates([self.mean.buffer]).sets([self.to])
    }
}
