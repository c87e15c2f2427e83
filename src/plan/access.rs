//! What an operation does to which buffer: the basis of `explain`, of the locality proof and of any reordering.

use super::buffer::{BufferId, View};

/// The access sets of one operation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Access {
    /// Overwritten without being read.
    pub sets: Vec<BufferId>,
    /// Added to.
    pub incs: Vec<BufferId>,
    /// Only read.
    pub reads: Vec<BufferId>,
    /// Read and written.
    pub updates: Vec<BufferId>,
}

impl Access {
    /// Adds to `sets`.
    pub fn sets(mut self, ids: impl IntoIterator<Item = BufferId>) -> Access {
        self.sets.extend(ids);
        self
    }

    /// Adds to `incs`.
    pub fn incs(mut self, ids: impl IntoIterator<Item = BufferId>) -> Access {
        self.incs.extend(ids);
        self
    }

    /// Adds to `reads`.
    pub fn reads(mut self, ids: impl IntoIterator<Item = BufferId>) -> Access {
        self.reads.extend(ids);
        self
    }

    /// Adds to `updates`.
    pub fn updates(mut self, ids: impl IntoIterator<Item = BufferId>) -> Access {
        self.updates.extend(ids);
        self
    }

    /// Adds a view that is overwritten: where it is one slot of several, the others stay as they were.
    pub fn writes(self, view: View) -> Access {
        if view.slots > 1 { self.updates([view.buffer]) } else { self.sets([view.buffer]) }
    }

    /// Everything that is written in any way.
    pub fn written(&self) -> impl Iterator<Item = BufferId> + '_ {
        self.sets.iter().chain(&self.incs).chain(&self.updates).copied()
    }

    /// Everything whose old content matters.
    pub fn seen(&self) -> impl Iterator<Item = BufferId> + '_ {
        self.reads.iter().chain(&self.incs).chain(&self.updates).copied()
    }
}
