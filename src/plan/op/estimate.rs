//! Feedback weights learn by noise correlation.

use crate::credit::Estimator;
use crate::plan::op::Turn;
use crate::plan::{Access, BufferId, View};

/// C ← (1−η) C + η · scale · δyᵀ z: the correlation of the output's change with the noise's coordinates.
///
/// In a trial of several steps the correlation is the mean over its steps: the first step of the trial takes the factor
/// 1−η, the others only add. Where each step has feedback weights of its own, each takes its own.
///
/// With `scale` = 1/(draws · σ) the correlation estimates J U: σ · δy zᵀ over the *variance* σ² per direction.
#[derive(Debug, Clone)]
pub struct Estimate {
    /// Change of the output δy (draws × n_o).
    pub change: BufferId,
    /// Coordinates z (draws × rank), or ε⊥ (draws × n).
    pub coordinates: BufferId,
    /// Draws.
    pub draws: usize,
    /// Outputs.
    pub outputs: usize,
    /// Columns of `coordinates`.
    pub rank: usize,
    /// Feedback weights (n_o × rank), one slot a step where each step of a trial has its own.
    pub feedback: View,
    /// Factor on the sum over draws (and steps).
    pub scale: f32,
    /// How estimates become feedback weights.
    pub estimator: Estimator,
    /// Whose turn it is.
    pub turn: Turn,
}

impl Estimate {
    /// What it does to which buffer.
    pub fn access(&self) -> Access {
        Access::default().reads([self.change, self.coordinates]).updates([self.feedback.buffer])
    }
}
