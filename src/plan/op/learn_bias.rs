//! Biases learn.

use crate::plan::{Access, BufferId, View};
use crate::plasticity::Plasticity;

/// b ← optimizer(b, mean over replicas of Σ δ). Biases do not decay and have no norm bound.
#[derive(Debug, Clone)]
pub struct LearnBias {
    /// δ of the population (rows × n): replicas, at one step or at all of them.
    pub delta: View,
    /// Replicas.
    pub replicas: usize,
    /// True where they move at every step of a trial.
    pub online: bool,
    /// Biases (1 × n).
    pub bias: BufferId,
    /// What each bias remembers: 0, 1 or 2 buffers (1 × n).
    pub memory: Vec<BufferId>,
    /// How they change.
    pub plasticity: Plasticity,
    /// Updates in the whole run, for the schedule.
    pub updates: u64,
}

impl LearnBias {
    /// What it does to which buffer.
    pub fn access(&self) -> Access {
        Access::default().reads([self.delta.buffer]).updates([self.bias]).updates(self.memory.iter().copied())
    }
}
