//! Vanilla noise correlation (VNC): isotropic noise in all directions of the activity.

use super::estimator::{Estimator, Exponential};
use super::noise::{Filter, Noise};
use super::recipe::{Perturbation, Recipe, ThirdFactor};
use crate::schema::Rule;

crate::record! {
    /// Feedback weights learned by correlating isotropic noise with the change that it causes at the output
    /// (Lansdell, Prakash, Kording 2020, arXiv 1906.00889; the baseline of arXiv 2601.02636).
    pub struct VanillaNoise = "vanilla_noise" {
        /// Size, distribution and number of the draws.
        noise: Noise = Noise::default();
        /// Give the noise the energy of this many directions only: σ² → σ² · rank/n. None: σ in every direction.
        energy_of_rank: Option<usize> = None, Rule::ANY.at_least(1.0);
        /// How estimates become feedback weights.
        feedback: Estimator = Exponential::default().into();
        /// How the noise of one step of a trial is related to that of the next.
        filter: Filter = Filter::Leak;
        /// Feedback weights of its own for each step of a trial, rather than one set for all.
        per_step: bool = false;
    }
}

impl VanillaNoise {
    /// What it is made of.
    pub fn recipe(&self) -> Recipe {
        Recipe {
            third_factor: ThirdFactor::LearnedBroadcast { estimator: self.feedback.clone(), per_step: self.per_step },
            perturbation: Some(Perturbation {
                noise: self.noise.clone(),
                subspace: None,
                isotropic: 0.0,
                filter: self.filter,
                energy_of_rank: self.energy_of_rank,
            }),
            weight_noise: None,
        }
    }
}
