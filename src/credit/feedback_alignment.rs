//! Feedback alignment: backpropagation's path with fixed random weights.

use super::recipe::{Recipe, ThirdFactor};
use crate::schema::Rule;

crate::record! {
    /// Errors travel backward layer by layer through fixed random weights (Lillicrap et al. 2016,
    /// doi 10.1038/ncomms13276).
    pub struct FeedbackAlignment = "feedback_alignment" {
        /// Standard deviation of the feedback weights times √(presynaptic size).
        gain: f64 = 1.0, Rule::ANY.above(0.0);
    }
}

impl FeedbackAlignment {
    /// What it is made of.
    pub fn recipe(&self) -> Recipe {
        ThirdFactor::RandomBackward { gain: self.gain }.into()
    }
}
