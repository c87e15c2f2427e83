//! The local postsynaptic factor of every eligibility.

use crate::neuron::Activation;
use crate::plan::{Access, View};

/// φ'(v), with v what the activation function was applied to.
#[derive(Debug, Clone)]
pub struct Slope {
    /// φ.
    pub activation: Activation,
    /// v of the clean rows.
    pub of: View,
    /// φ(v) of the clean rows, where it is at hand.
    pub activity: Option<View>,
    /// Where the slopes go.
    pub to: View,
}

impl Slope {
    /// What it does to which buffer.
    pub fn access(&self) -> Access {
        let access = Access::default().reads([self.of.buffer]).reads(self.activity.map(|view| view.buffer));
        // One slot of a ring: the others stay.
        access.writes(self.to)
    }
}
