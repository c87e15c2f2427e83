//! The third factor by node perturbation: each neuron's own noise, weighed by the loss change it took part in.

use crate::plan::op::Turn;
use crate::plan::{Access, BufferId, View};

/// M (replicas × n) = Σ_k δL_k ξ_k / (K v): with ξ = σ z U and v = σ², that is scale · Σ_k δL_k z_k U, scale = 1/(K σ).
#[derive(Debug, Clone)]
pub struct Reward {
    /// Change of the loss δL (draws × 1).
    pub change: BufferId,
    /// Coordinates z (draws × rank) of this step.
    pub coordinates: View,
    /// Draws per replica K.
    pub per_sample: usize,
    /// Replicas.
    pub replicas: usize,
    /// Neurons n.
    pub neurons: usize,
    /// Columns of `coordinates`.
    pub rank: usize,
    /// Basis U (rank × n) and where Σ δL z (replicas × rank) goes; `None`: coordinates are the directions.
    pub basis: Option<(BufferId, BufferId)>,
    /// 1/(K σ).
    pub scale: f32,
    /// Where M goes; 0 when it is not this population's turn.
    pub third_factor: BufferId,
    /// Whose turn it is.
    pub turn: Turn,
}

impl Reward {
    /// What it does to which buffer.
    pub fn access(&self) -> Access {
        let access = Access::default().reads([self.change, self.coordinates.buffer]).sets([self.third_factor]);
        match self.basis {
            Some((basis, sums)) => access.reads([basis]).sets([sums]),
            None => access,
        }
    }
}
