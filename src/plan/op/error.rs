//! The answer meets the target.

use crate::circuit::Loss;
use crate::plan::{Access, BufferId, View};

/// Loss of every row, and the error e = ∂L/∂y of the clean rows: with an answer at every step, weighted, and the loss
/// summed over the steps of the trial, L = Σ w(t) ℓ(t).
///
/// A loss that is not finite stops the step here, before anything is learned from it.
#[derive(Debug, Clone)]
pub struct OutputError {
    /// Output activity y (rows × n_o), twins included.
    pub output: View,
    /// The host's targets (slot · answers · replicas × n_o).
    pub targets: BufferId,
    /// The host's weights (slot · steps · replicas × 1), where there is an answer at every step.
    pub weights: Option<BufferId>,
    /// Clean rows.
    pub replicas: usize,
    /// The loss function.
    pub loss: Loss,
    /// Error e (replicas × n_o); `None` where nothing learns.
    pub error: Option<View>,
    /// Loss (rows × 1).
    pub losses: BufferId,
}

impl OutputError {
    /// What it does to which buffer.
    pub fn access(&self) -> Access {
        let access = Access::default().reads([self.output.buffer, self.targets]).reads(self.weights);
        let access = self.error.map_or(access.clone(), |view| access.writes(view));
        if self.weights.is_some() { access.updates([self.losses]) } else { access.sets([self.losses]) }
    }
}
