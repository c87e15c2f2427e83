//! Node perturbation: a scalar loss change, broadcast, times each neuron's own noise.

use super::noise::{Filter, Noise};
use super::recipe::{Perturbation, Recipe, ThirdFactor};
use crate::manifold::Subspace;

crate::record! {
    /// The third factor is the loss change of this very sample times the neuron's own perturbation, over its variance
    /// (Williams 1992, doi 10.1007/BF00992696; Hiratani et al. 2022). Needs no feedback weights and no error vector.
    pub struct NodePerturbation = "node_perturbation" {
        /// Size, distribution and number of the draws.
        noise: Noise = Noise::default();
        /// The subspace to which the noise is restricted; None: all directions.
        manifold: Option<Subspace> = None;
    }
}

impl NodePerturbation {
    /// What it is made of.
    pub fn recipe(&self) -> Recipe {
        Recipe {
            third_factor: ThirdFactor::Reward,
            perturbation: Some(Perturbation {
                noise: self.noise.clone(),
                subspace: self.manifold.clone(),
                isotropic: 0.0,
                filter: Filter::White,
                energy_of_rank: None,
            }),
            weight_noise: None,
        }
    }
}
