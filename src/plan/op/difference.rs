//! What a perturbation changed.

use crate::plan::{Access, BufferId, View};

/// δ (draws × cols): perturbed minus clean, or (plus − minus)/2 if antithetic. Row `k · replicas + b` is the k-th draw
/// of replica b. Serves the output (cols = n_o) and the loss (cols = 1).
#[derive(Debug, Clone)]
pub struct Difference {
    /// Clean rows, then +ξ rows, then −ξ rows if antithetic.
    pub of: View,
    /// Clean rows.
    pub replicas: usize,
    /// Draws in all.
    pub draws: usize,
    /// Whether −ξ twins stand behind the +ξ twins.
    pub antithetic: bool,
    /// Where it goes (draws × cols).
    pub to: BufferId,
}

impl Difference {
    /// What it does to which buffer.
    pub fn access(&self) -> Access {
        Access::default().reads([self.of.buffer]).sets([self.to])
    }
}
