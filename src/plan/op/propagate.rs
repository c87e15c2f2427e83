//! Activity through synapses.

use crate::plan::{Access, BufferId, StructureId, View};

/// current[r × post] (= or +=) activity[r × pre] · Wᵀ.
#[derive(Debug, Clone)]
pub struct Propagate {
    /// Presynaptic activity (r × pre), delayed as the projection says.
    pub from: View,
    /// Weights (post × pre, or synapses × 1).
    pub weights: BufferId,
    /// What they form.
    pub structure: StructureId,
    /// Summed input of the postsynaptic population (r × post).
    pub to: View,
    /// Added to what is there, rather than overwriting it.
    pub add: bool,
}

impl Propagate {
    /// What it does to which buffer.
    pub fn access(&self) -> Access {
        let access = Access::default().reads([self.from.buffer, self.weights]);
        if self.add { access.incs([self.to.buffer]) } else { access.sets([self.to.buffer]) }
    }
}
