//! Neural manifold noise correlation (NMNC): noise restricted to the manifold of the activity.

use super::estimator::{Estimator, Exponential};
use super::noise::{Filter, Noise};
use super::recipe::{Perturbation, Recipe, ThirdFactor};
use crate::manifold::{Pca, Subspace};
use crate::schema::Rule;

crate::record! {
    /// Feedback weights learned by correlating noise inside the manifold of the population's own activity with the
    /// change that it causes at the output (Kang, Richards, Sabatini 2026, arXiv 2601.02636). The feedback is kept in
    /// manifold coordinates (outputs × rank) and re-projected whenever the basis moves.
    pub struct ManifoldNoise = "manifold_noise" {
        /// Size, distribution and number of the draws.
        noise: Noise = Noise::default();
        /// The subspace to which the noise is restricted.
        manifold: Subspace = Pca::default().into();
        /// Share of the noise's energy that is spread over all directions in spite of the manifold. Above 0, feedback
        /// off the manifold is learned too, in full (outputs × neurons).
        isotropic: f64 = 0.0, Rule::ANY.at_least(0.0).below(1.0);
        /// How estimates become feedback weights.
        feedback: Estimator = Exponential::default().into();
        /// How the noise of one step of a trial is related to that of the next.
        filter: Filter = Filter::Leak;
        /// Feedback weights of its own for each step of a trial, rather than one set for all.
        per_step: bool = false;
    }
}

impl ManifoldNoise {
    /// What it is made of.
    pub fn recipe(&self) -> Recipe {
        Recipe {
            third_factor: ThirdFactor::LearnedBroadcast { estimator: self.feedback.clone(), per_step: self.per_step },
            perturbation: Some(Perturbation {
                noise: self.noise.clone(),
                subspace: Some(self.manifold.clone()),
                isotropic: self.isotropic,
                filter: self.filter,
                energy_of_rank: None,
            }),
            weight_noise: None,
        }
    }
}
