//! The third factor is how much better or worse a trial went than trials of its kind do.

use crate::plan::{Access, BufferId};

/// M (replicas × n) = L − L̄ of the trial's kind, the same for every neuron; then L̄ ← L̄ + rate (L − L̄), replica by
/// replica. The first trial of a kind sets its L̄ and teaches nothing.
#[derive(Debug, Clone, Copy)]
pub struct Surprise {
    /// Loss of each row (rows × 1).
    pub losses: BufferId,
    /// The host's kinds of trial (slot · replicas × 1), where there are several.
    pub kinds: Option<BufferId>,
    /// L̄ of each kind, then the number of trials of each kind (2 × kinds).
    pub baseline: BufferId,
    /// How fast the baseline follows.
    pub rate: f32,
    /// Replicas.
    pub replicas: usize,
    /// Where M goes.
    pub third_factor: BufferId,
}

impl Surprise {
    /// What it does to which buffer.
    pub fn access(&self) -> Access {
        let access = Access::default().reads([self.losses]).reads(self.kinds);
        access.updates([self.baseline]).sets([self.third_factor])
    }
}
