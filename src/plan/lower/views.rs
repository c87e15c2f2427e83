//! What the forward half of a step leaves to the rest of it.

use crate::plan::op::Turn;
use crate::plan::{BufferId, View};

/// The views that the forward half leaves behind, by population.
pub struct Forward {
    pub activity: Vec<View>,
    /// What the activation function is applied to.
    pub drive: Vec<Option<View>>,
    /// What leaks.
    pub leak: Vec<Option<View>>,
    /// Error of the clean rows, one slot a step of the trial.
    pub error: Option<View>,
    /// Losses of all rows.
    pub losses: Option<BufferId>,
    /// The parts of each perturbed population's noise.
    pub noise: Vec<Option<NoiseParts>>,
    pub replicas: usize,
}

/// What later operations need to know of a population's noise.
#[derive(Debug, Clone)]
pub struct NoiseParts {
    pub coordinates: BufferId,
    pub basis: Option<BufferId>,
    pub rank: usize,
    pub scale: f64,
    /// ε⊥ and its scale.
    pub off: Option<(BufferId, f64)>,
    pub turn: Turn,
}
