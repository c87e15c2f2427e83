//! Presynaptic activity leaves a trace.

use crate::plan::{Access, View};

/// x̄ ← (1−α) x̄ + α x (replicas × n): the low-passed presynaptic activity, for rules that change weights at every step.
#[derive(Debug, Clone, Copy)]
pub struct Filter {
    /// x, as the projection sees it.
    pub of: View,
    /// x̄; 0 when a trial begins.
    pub trace: View,
    /// α of the postsynaptic neurons.
    pub alpha: f32,
}

impl Filter {
    /// What it does to which buffer.
    pub fn access(&self) -> Access {
        Access::default().reads([self.of.buffer]).updates([self.trace.buffer])
    }
}
