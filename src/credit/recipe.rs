//! The vocabulary in which a credit source says what it is made of.

use super::estimator::Estimator;
use super::noise::{Filter, Noise};
use crate::manifold::Subspace;

/// What a credit source is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    /// How the third factor of hidden populations arises.
    pub third_factor: ThirdFactor,
    /// Noise added to hidden activity in twins, if it needs any.
    pub perturbation: Option<Perturbation>,
    /// Noise added to the weights of hidden synapses in a twin of the trial: its standard deviation.
    pub weight_noise: Option<f64>,
}

impl From<ThirdFactor> for Recipe {
    fn from(third_factor: ThirdFactor) -> Recipe {
        Recipe { third_factor, perturbation: None, weight_noise: None }
    }
}

/// How the third factor M (replicas × n) of a hidden population arises.
#[derive(Debug, Clone, PartialEq)]
pub enum ThirdFactor {
    /// There is none: hidden populations do not learn.
    None,
    /// M = Σ (M_post ⊙ φ'_post) W: the exact gradient, carried backward through the forward weights.
    Exact {
        /// Back through the steps of a trial too; otherwise within each step alone.
        through_time: bool,
    },
    /// M = Σ (M_post ⊙ φ'_post) B with a fixed random B (post × pre) of this gain in place of W.
    RandomBackward {
        /// Standard deviation of B's entries times √(pre).
        gain: f64,
    },
    /// M = e B with a fixed random B (n_o × n).
    RandomBroadcast {
        /// Standard deviation of B's entries times √n_o.
        gain: f64,
    },
    /// M = e B with B (or its coordinates C = B Uᵀ in the manifold) learned by noise correlation.
    LearnedBroadcast {
        /// How estimates become feedback weights.
        estimator: Estimator,
        /// Each step of a trial has feedback weights of its own.
        per_step: bool,
    },
    /// M = (e W) A: the error at the population's own activity, through the forward weights of this step, then through
    /// what noise has taught of how the activity answers to its own past changes, A (n × n).
    Predicted(Estimator),
    /// M = L − L̄: by how much the trial's loss exceeds that of its kind. The eligibility is a sum over the trial of
    /// products of presynaptic activity with how far the neuron is from its running mean.
    Surprise(Exploration),
    /// M = δL ξ / v: the loss change that this very perturbation caused (a scalar, broadcast), times the neuron's own
    /// perturbation.
    Reward,
}

/// Noise added to hidden activity in twins of each replica.
#[derive(Debug, Clone, PartialEq)]
pub struct Perturbation {
    /// Size, distribution and number of the draws.
    pub noise: Noise,
    /// The subspace to which it is restricted; `None`: all directions.
    pub subspace: Option<Subspace>,
    /// Share of the noise's energy that is spread over all directions in spite of the subspace.
    pub isotropic: f64,
    /// How the noise of one step is related to that of the next.
    pub filter: Filter,
    /// Scale σ so that the energy is that of this many directions: σ² → σ² · rank / n.
    pub energy_of_rank: Option<usize>,
}

/// How neurons explore, and what synapses remember of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Exploration {
    /// Kicks per neuron and second.
    pub rate: f64,
    /// Greatest size of a kick.
    pub amplitude: f64,
    /// Time constant of the neurons' running mean, in ms.
    pub mean_tau: f64,
    /// The product's cube in place of the product.
    pub cubed: bool,
    /// How fast the baseline of each kind of trial follows.
    pub baseline: f64,
}
