//! The JSON document of `trifactor predict`.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the law makes of some populations.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Prediction {
    /// One a population; a single one where none was named.
    pub populations: Vec<PopulationPrediction>,
}

/// What the law makes of one population.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PopulationPrediction {
    /// Its name in the run; null where numbers were given instead of a run.
    pub name: Option<String>,
    /// Distribution of the draws: gaussian, rademacher or orthogonal.
    pub draws: String,
    /// Draws of one update; null: all in one. It matters to orthogonal ones alone.
    pub per_update: Option<f64>,
    /// Neurons n.
    pub neurons: usize,
    /// Perturbations K that were given, or the run's effective number; null without.
    pub k: Option<f64>,
    /// Noise in the manifold; null where no rank and captured fraction are known.
    pub manifold: Option<NoisePrediction>,
    /// Noise in all directions.
    pub vanilla: NoisePrediction,
    /// Where one of them overtakes the other; null where there is one alone.
    pub crossover: Option<Crossover>,
    /// The cosine with the Jacobian that the run measured; null without one.
    pub measured_cos: Option<f64>,
}

/// What noise of one kind finds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct NoisePrediction {
    /// Dimension d of the noise.
    pub rank: usize,
    /// Share f of the Jacobian that the noise can find.
    pub captured: f64,
    /// The cosine that no number of perturbations exceeds: √f.
    pub ceiling: f64,
    /// The cosine after K perturbations; null without a K.
    pub cos: Option<f64>,
    /// Perturbations that each cosine takes; null where none are enough.
    pub perturbations: BTreeMap<String, Option<u64>>,
}

/// Where manifold noise stops to be better than vanilla noise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Crossover {
    /// Perturbations below which manifold noise is better, all in one update: 0 if it never is, null if it always is.
    pub perturbations: Option<f64>,
    /// Captured fraction above which manifold noise is better after K perturbations; null without a K.
    pub captured: Option<f64>,
}
