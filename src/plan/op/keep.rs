//! What the end of a trial will need of this step is kept; twins begin where their replica is.

use crate::plan::{Access, View};

/// Copies a view into its slot of a history, one slot a step of the trial; or some rows of a buffer into others.
#[derive(Debug, Clone, Copy)]
pub struct Keep {
    /// What is kept.
    pub from: View,
    /// The history.
    pub to: View,
}

impl Keep {
    /// What it does to which buffer.
    pub fn access(&self) -> Access {
        match self.from.buffer == self.to.buffer {
            true => Access::default().updates([self.to.buffer]),
            false => Access::default().reads([self.from.buffer]).writes(self.to),
        }
    }
}
