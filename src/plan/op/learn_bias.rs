//! Biases learn.

use super::learn::Change;
use crate::plan::{Access, View};

/// b ← optimizer(b, mean over replicas of Σ δ). Biases do not decay and have no norm bound.
#[derive(Debug, Clone)]
pub struct LearnBias {
    /// δ of the population (rows × n): replicas, at one step or at all of them.
    pub delta: View,
    /// Replicas.
    pub replicas: usize,
    /// What changes, and how.
    pub change: Change,
}

impl LearnBias {
    /// What it does to which buffer.
    pub fn access(&self) -> Access {
        Access::default().reads([self.delta.buffer]).updates(self.change.buffers())
    }
}
