//! What the host will want to see is copied to where it looks.

use crate::plan::{Access, BufferId, View};

/// Copies a view into the host's buffer, at this update's place.
#[derive(Debug, Clone)]
pub struct Record {
    /// What is copied: its first `view.rows` rows.
    pub from: View,
    /// The host's buffer: slots of (`per_slot` · view.rows × cols).
    pub to: BufferId,
    /// Copies per trial: 1, or the number of steps.
    pub per_slot: usize,
    /// Updates between two recordings; others leave their slot as it was.
    pub every: u64,
}

impl Record {
    /// What it does to which buffer.
    pub fn access(&self) -> Access {
        Access::default().reads([self.from.buffer]).updates([self.to])
    }
}
