//! Twins of each replica are perturbed.

use crate::plan::op::Turn;
use crate::plan::{Access, BufferId, View};

/// activity of twin ← its own (or its clean replica's) activity ± ξ, with ξ = scale · z U. What leaks in a neuron stays
/// without ξ: the coordinates themselves carry the filter, see [`super::Draw`].
#[derive(Debug, Clone)]
pub struct Perturb {
    /// The population's activity: clean rows, then +ξ rows, then −ξ rows if antithetic.
    pub activity: View,
    /// Clean rows.
    pub replicas: usize,
    /// Draws in all: rows of `coordinates`.
    pub draws: usize,
    /// A second set of twins gets −ξ.
    pub antithetic: bool,
    /// True where the twins first differ here: they start from the clean activity.
    pub first: bool,
    /// Coordinates z (draws × rank).
    pub coordinates: BufferId,
    /// Basis U (rank × n); `None`: coordinates are the directions themselves.
    pub basis: Option<BufferId>,
    /// Where ξ (draws × n) is put together; `None` where the coordinates serve.
    pub noise: Option<BufferId>,
    /// Standard deviation along each direction.
    pub scale: f32,
    /// Noise off the subspace.
    pub isotropic: Option<Isotropic>,
    /// Whose turn it is.
    pub turn: Turn,
}

/// Noise off the manifold: ε⊥ = ε − (ε Uᵀ) U, added as scale · ε⊥.
#[derive(Debug, Clone)]
pub struct Isotropic {
    /// ε (draws × n); on return ε⊥.
    pub epsilon: BufferId,
    /// ε Uᵀ (draws × rank).
    pub inside: BufferId,
    /// Standard deviation along each direction off the manifold.
    pub scale: f32,
}

impl Perturb {
    /// What it does to which buffer.
    pub fn access(&self) -> Access {
        let mut access = Access::default().reads([self.coordinates]).reads(self.basis).sets(self.noise);
        if let Some(isotropic) = &self.isotropic {
            access = access.updates([isotropic.epsilon]).sets([isotropic.inside]);
        }
        access.updates([self.activity.buffer])
    }
}
