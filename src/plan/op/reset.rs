//! A trial begins: states and activities take their initial values.

use crate::plan::{Access, View};

/// Fills all slots of some views with one value each.
#[derive(Debug, Clone)]
pub struct Reset {
    /// The views and the values.
    pub views: Vec<(View, f32)>,
}

impl Reset {
    /// What it does to which buffer.
    pub fn access(&self) -> Access {
        Access::default().sets(self.views.iter().map(|(view, _)| view.buffer))
    }
}
