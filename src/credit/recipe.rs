//! The vocabulary in which a credit source says what it is made of.

use super::estimator::Estimator;
use super::noise::{Filter, Noise};
use crate::manifold::Subspace;

/// What a credit source is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    /// How the third factor of hidden populations arises.
    pub third_factor: ThirdFactor,
    /// The perturbation it needs, if any.
    pub perturbation: Option<Perturbation>,
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
