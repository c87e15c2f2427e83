//! The input population: its activity is what the task presents.

use super::variable::Variable;

/// The variables of an input population.
pub const VARIABLES: [Variable; 1] = [Variable { name: "activity", doc: "what the task presents" }];

crate::record! {
    /// Neurons whose activity is the task's input. Their number comes from the task.
    pub struct Input = "input" {}
}
