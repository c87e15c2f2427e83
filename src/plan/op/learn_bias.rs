//! Biases learn.

use crate::plan::{Access, BufferId};
use crate::plasticity::Plasticity;

/// b ← optimizer(b, mean over replicas of δ). Biases do not decay and have no norm bound.
#[derive(Debug, Clone)]
pub struct LearnBias {
    /// δ of the population (replicas × n).
    pub delta: BufferId,
    /// Replicas.
    pub replicas: usize,
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
        Access::default().reads([self.delta]).updates([self.bias]).updates(self.memory.iter().copied())
    }
}
