//! The JSON document of `trifactor scale`.

use super::CreditQuality;
use super::analysis::Dimension;
use crate::analysis::power_law::PowerLaw;
use crate::error::Divergence;
use crate::run::memory::Memory;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Learning and its cost against the size of a circuit.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ScaleDocument {
    /// The populations that grow, the first of which is `size`.
    pub axis: Vec<String>,
    /// One row a run.
    pub rows: Vec<ScaleRow>,
    /// Power laws in `size`, by credit source and quantity; those that could be fitted. Runs without the number are left out:
    /// `points` of a law tells how many are not. Those that never reached a cosine are among them, so that an exponent of
    /// perturbations holds for runs that did.
    pub fits: BTreeMap<String, BTreeMap<String, PowerLaw>>,
    /// Runs that were asked for, but not finished when it was stopped.
    #[serde(default)]
    pub unfinished: usize,
    /// The expected score of the best answer that does not depend on the inputs; null where it is not known.
    #[serde(default)]
    pub chance: Option<f64>,
    /// What the runs were to take at most, as many as were at work side by side.
    #[serde(default)]
    pub memory: Memory,
}

/// One run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ScaleRow {
    /// Neurons of the first population that grows.
    pub size: usize,
    /// The credit source as it was asked for.
    pub credit: String,
    /// The seed.
    pub seed: u64,
    /// Test score; null where the run diverged.
    pub score: Option<f64>,
    /// Where the run diverged, if it did: it has no other number then.
    #[serde(default)]
    pub diverged: Option<Divergence>,
    /// Quality of the credit at the end, by population.
    pub credit_quality: BTreeMap<String, CreditQuality>,
    /// Perturbations after which feedback, estimated from nothing on the first population that grows of the circuit that
    /// has learned, has this cosine with the exact Jacobian: between two numbers that were tried, on a line in the
    /// logarithm of the number. Null where none that was tried was enough.
    pub perturbations_to_cos: BTreeMap<String, Option<u64>>,
    /// What was tried: the most perturbations that were not enough, 0 where one was, and the fewest that were, null where
    /// none were.
    #[serde(default)]
    pub perturbations_to_cos_bounds: BTreeMap<String, (u64, Option<u64>)>,
    /// The estimate after each number of perturbations that was tried.
    #[serde(default)]
    pub feedback_curve: Vec<FeedbackPoint>,
    /// Dimension of the activity at the end, by population.
    pub dimension: BTreeMap<String, Dimension>,
    /// Microseconds a step of one trial.
    pub step_us: Option<f64>,
    /// Trials learned from per second, on one thread.
    pub samples_per_s: Option<f64>,
    /// The run's folder.
    pub out: Option<String>,
}

/// Feedback that was estimated from some perturbations.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct FeedbackPoint {
    /// Perturbations of the population.
    pub perturbations: u64,
    /// Cosine of the feedback with the mean exact Jacobian of the held-out trials.
    pub cos_jacobian: f64,
    /// Cosine of the third factor that it gives with the exact credit, per trial, then the mean.
    pub cos_activation: Option<f64>,
}
