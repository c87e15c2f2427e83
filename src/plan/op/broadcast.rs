//! The third factor by broadcast: the output error through feedback weights.

use crate::plan::{Access, BufferId, View};

/// M (replicas × n) = e B, or (e C) U with feedback kept in manifold coordinates.
#[derive(Debug, Clone)]
pub struct Broadcast {
    /// Error e (replicas × n_o).
    pub error: View,
    /// Replicas.
    pub replicas: usize,
    /// Outputs n_o.
    pub outputs: usize,
    /// Neurons n.
    pub neurons: usize,
    /// Feedback weights: B (n_o × n), or coordinates C (n_o × rank) with a basis; one slot a step where each step of a
    /// trial has its own.
    pub feedback: View,
    /// Basis U (rank × n) and where e C (replicas × rank) goes.
    pub basis: Option<(BufferId, BufferId)>,
    /// Columns of `feedback`.
    pub rank: usize,
    /// Feedback off the manifold.
    pub off: Option<OffManifold>,
    /// Where M goes.
    pub third_factor: BufferId,
}

/// Adds the part of e B_off that lies off the manifold: M += N − (N Uᵀ) U, with N = e B_off.
#[derive(Debug, Clone)]
pub struct OffManifold {
    /// B_off (n_o × n), one slot a step where each step has its own.
    pub feedback: View,
    /// Where N (replicas × n) goes.
    pub product: BufferId,
    /// Where N Uᵀ (replicas × rank) goes.
    pub inside: BufferId,
}

impl Broadcast {
    /// What it does to which buffer.
    pub fn access(&self) -> Access {
        let mut access = Access::default().reads([self.error.buffer, self.feedback.buffer]).sets([self.third_factor]);
        if let Some((basis, coordinates)) = self.basis {
            access = access.reads([basis]).sets([coordinates]);
        }
        if let Some(off) = &self.off {
            access = access.reads([off.feedback.buffer]).sets([off.product, off.inside]);
        }
        access
    }
}
