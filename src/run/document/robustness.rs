//! The JSON document of robustness.

use serde::{Deserialize, Serialize};

/// How well a circuit does with noise that it did not learn with: on inputs, and on weights.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Robustness {
    /// Test trials.
    pub trials: u64,
    /// The test score without noise.
    pub clean: Option<f64>,
    /// One row a kind of noise and level.
    pub rows: Vec<RobustnessRow>,
    /// The level of input noise at which half of what the score is above chance is lost, between the nearest levels; null
    /// where it never is, a level before diverged, or chance is not known.
    pub half_inputs: Option<f64>,
    /// The same of weight noise.
    pub half_weights: Option<f64>,
}

/// One level of one kind of noise.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RobustnessRow {
    /// `inputs` or `weights`.
    pub kind: String,
    /// Standard deviation: of inputs over the root of their mean square; of weights over that of their projection's.
    pub level: f64,
    /// Mean test score over draws; null where one of them diverged.
    pub score: Option<f64>,
    /// Mean test loss over draws; null where one of them diverged.
    pub loss: Option<f64>,
    /// Draws of noise with which a loss was not finite.
    #[serde(default)]
    pub diverged: usize,
}
