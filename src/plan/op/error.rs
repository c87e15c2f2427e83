//! The answer meets the target.

use crate::circuit::Loss;
use crate::plan::{Access, BufferId, View};

/// Loss of every row, and the error e = ∂L/∂y of the clean rows.
///
/// A loss that is not finite stops the step here, before anything is learned from it.
#[derive(Debug, Clone)]
pub struct OutputError {
    /// Output activity y (rows × n_o), twins included.
    pub output: View,
    /// The host's targets (slot · replicas × n_o).
    pub targets: BufferId,
    /// Clean rows.
    pub replicas: usize,
    /// The loss function.
    pub loss: Loss,
    /// Error e (replicas × n_o); `None` where nothing learns.
    pub error: Option<BufferId>,
    /// Loss (rows × 1).
    pub losses: BufferId,
}

impl OutputError {
    /// What it does to which buffer.
    pub fn access(&self) -> Access {
        Access::default().reads([self.output.buffer, self.targets]).sets(self.error).sets([self.losses])
    }
}
