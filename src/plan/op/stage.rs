//! What the task presents becomes the activity of the input population.

use crate::plan::{Access, BufferId, View};

/// Copies this step's inputs from the host's buffer.
#[derive(Debug, Clone)]
pub struct Stage {
    /// The host's buffer: (slot · steps · replicas × n_in), or (slot · replicas × n_in) where inputs are held.
    pub from: BufferId,
    /// True where one input vector is held through the trial.
    pub held: bool,
    /// The input population's activity (replicas × n_in).
    pub to: View,
}

impl Stage {
    /// What it does to which buffer.
    pub fn access(&self) -> Access {
        Access::default().reads([self.from]).sets([self.to.buffer])
    }
}
