//! The JSON documents of a run. Keys are added, never renamed; what was not measured is null.

pub mod analysis;
pub mod leg;
pub mod prediction;
pub mod robustness;
pub mod scale;
mod tested;

pub use analysis::AnalysisDocument;
pub use leg::{Change, Inherited, Leg, Recording};
pub use tested::{Kind, Tested};

use crate::error::Divergence;
use crate::run::memory::Memory;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A loss and a score, of trials to learn from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Mean loss per trial.
    pub loss: Option<f64>,
    /// The task's own score: at most 1, and at least 0 but for an explained variance.
    pub score: Option<f64>,
}

/// How good one population's credit is, against the exact gradient on held-out trials.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CreditQuality {
    /// Cosine between third factor and exact credit Jᵀe, per trial, then the mean. Through time: of both over all steps
    /// of the trial, with exact credit by backpropagation through time.
    pub cos_activation: Option<f64>,
    /// Cosine between the weight change that the third factor asks for and the exact one.
    pub cos_weight: Option<f64>,
    /// Cosine between the feedback weights and the mean exact Jacobian.
    pub cos_jacobian: Option<f64>,
    /// Share f of the Jacobian that lies in the subspace of the noise; through time, of the exact credit.
    pub captured: Option<f64>,
    /// Dimension d of the subspace of the noise.
    pub rank: Option<usize>,
    /// Effective number of perturbations K behind the feedback weights.
    pub k_eff: Option<f64>,
    /// What the law gives for the cosine with the Jacobian: √(f / (1 + (d+1)/K)), with the cross-talk of populations
    /// perturbed at once.
    pub predicted_cos: Option<f64>,
    /// Length of the third factor over that of the exact credit, over all trials.
    #[serde(default)]
    pub norm_ratio: Option<f64>,
    /// Share of components whose sign is that of the exact credit, of those where neither is zero; 0.5 by chance.
    #[serde(default)]
    pub sign_agreement: Option<f64>,
    /// Captured fraction that a random subspace of the same rank has on average: d/n.
    #[serde(default)]
    pub captured_chance: Option<f64>,
    /// Captured fraction of a random subspace, measured: the control.
    #[serde(default)]
    pub captured_null: Option<f64>,
    /// The captured fraction above which manifold noise beats vanilla noise: (K+d+1)/(K+n+1) for one population and Gaussian
    /// draws; beside others that are perturbed at once, and in trials of one step, with their cross-talk.
    #[serde(default)]
    pub crossover: Option<f64>,
    /// How far a step along the third factor goes along the exact credit, in its lengths: cosine × norm ratio, over all trials.
    #[serde(default)]
    pub projected_step: Option<f64>,
    /// Number of neurons n.
    pub neurons: usize,
}

/// The manifold of one population's activity, in the course of a run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ManifoldQuality {
    /// Estimates of dimension; those that are cheap.
    pub participation_ratio: Option<f64>,
    /// The same, corrected for finite samples and neurons.
    pub participation_ratio_both: Option<f64>,
    /// Components that hold 95 % of the variance.
    pub k95: Option<usize>,
    /// twoNN, linear fit.
    pub twonn: Option<f64>,
    /// Mean principal angle, in degrees, between the leading components and those of the last measurement.
    pub drift: Option<f64>,
    /// Test trials (or trials × steps) that it was measured on.
    pub samples: usize,
    /// Samples that equal another: twoNN does not look at them, and is null where too few are left.
    #[serde(default)]
    pub duplicates: usize,
}

/// One line of `metrics.jsonl`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MetricsRow {
    /// Updates done.
    pub update: u64,
    /// Passes over the training trials, if there is a fixed number of them.
    pub epoch: Option<f64>,
    /// Trials learned from.
    pub samples: u64,
    /// Training trials since the last line.
    pub train: Measured,
    /// Test trials.
    pub test: Tested,
    /// By population.
    pub credit_quality: BTreeMap<String, CreditQuality>,
    /// By population; empty where it was not measured.
    #[serde(default)]
    pub manifold: BTreeMap<String, ManifoldQuality>,
    /// Seconds that the run has taken, all calls together that wrote in this folder; the time between them does not count.
    pub wall_s: f64,
}

/// What a run says in the end: `summary.json`, and the document of `run --json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunDocument {
    /// The circuit's name.
    pub circuit: String,
    /// The task's name.
    pub task: String,
    /// The credit source's name.
    pub credit: String,
    /// The seed.
    pub seed: u64,
    /// Kind of device.
    pub device: String,
    /// What ran it, and why, where that was left open.
    #[serde(default)]
    pub engine: String,
    /// Threads.
    pub threads: usize,
    /// Neurons by population.
    pub sizes: BTreeMap<String, usize>,
    /// Updates done.
    pub steps: u64,
    /// Trials learned from.
    pub samples: u64,
    /// Perturbations spent, by population.
    pub perturbations: BTreeMap<String, u64>,
    /// Seconds that the run has taken, all calls together that wrote in this folder; the time between them does not count,
    /// nor what a call did after its last line of metrics when it was killed.
    pub wall_s: f64,
    /// Trials learned from per second of learning, measurements left out; over the same calls, of those trials that were
    /// timed.
    pub samples_per_s: Option<f64>,
    /// The last stretch of training trials; null where the run diverged.
    pub train: Measured,
    /// The last evaluation; null where the run diverged.
    pub test: Tested,
    /// The expected score of the best answer that does not depend on the inputs; null where it is not known.
    #[serde(default)]
    pub chance: Option<f64>,
    /// The last measurement of the credit, by population; empty where the run diverged.
    pub credit_quality: BTreeMap<String, CreditQuality>,
    /// Where the run diverged, if it did: what was measured before is in `metrics.jsonl` alone.
    pub diverged: Option<Divergence>,
    /// True when the run was stopped before its end and can be resumed.
    pub interrupted: bool,
    /// The run's folder.
    pub out: Option<String>,
    /// The version that ran it.
    pub version: String,
    /// The stretches of the run under one circuit, device and version; none in files of earlier versions.
    #[serde(default)]
    pub legs: Vec<Leg>,
}

impl RunDocument {
    /// Says that the run diverged: what was measured before is in the lines of metrics, and no result.
    pub fn diverge(&mut self, divergence: Divergence) {
        (self.train, self.test) = Default::default();
        self.credit_quality.clear();
        self.interrupted = false;
        self.diverged = Some(divergence);
    }
}

/// What `trifactor compare` says.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CompareDocument {
    /// One row a credit source, in the order asked for.
    pub rows: Vec<CompareRow>,
    /// The test score from which a circuit counts as having learned; null where none was given.
    #[serde(default)]
    pub criterion: Option<f64>,
    /// The expected score of the best answer that does not depend on the inputs; null where it is not known.
    #[serde(default)]
    pub chance: Option<f64>,
    /// Runs that were asked for, but not finished when the comparison was stopped. No row counts them.
    #[serde(default)]
    pub unfinished: usize,
    /// What the runs were to take at most, as many as were at work side by side.
    #[serde(default)]
    pub memory: Memory,
}

/// One credit source, with one combination of the fields that vary, over several seeds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CompareRow {
    /// The credit source as it was asked for, and the values of fields that vary.
    pub credit: String,
    /// The credit source alone.
    #[serde(default)]
    pub source: String,
    /// The credit source as it ran, with all that is not its default: what was asked for, taken over from the circuit's own
    /// credit, or chosen.
    #[serde(default)]
    pub ran: String,
    /// The fields that vary and their values, as they were given.
    #[serde(default)]
    pub varied: BTreeMap<String, String>,
    /// The seeds.
    pub seeds: Vec<u64>,
    /// The test score of each seed; null where the run diverged.
    pub scores: Vec<Option<f64>>,
    /// Median score.
    pub median: Option<f64>,
    /// Lower quartile of the scores.
    pub q25: Option<f64>,
    /// Upper quartile of the scores.
    pub q75: Option<f64>,
    /// The conditions that the task tells apart: medians over the seeds that did not diverge; empty where all trials are
    /// under one.
    #[serde(default)]
    pub kinds: Vec<Kind>,
    /// Runs that diverged.
    pub diverged: usize,
    /// Perturbations spent in one run that did not diverge, by population.
    pub perturbations: BTreeMap<String, u64>,
    /// Seconds of all seeds together.
    pub wall_s: f64,
    /// Medians over the seeds that did not diverge, by population.
    pub credit_quality: BTreeMap<String, CreditQuality>,
    /// Trials learned from until the test score reached the criterion, by seed; null where it did not, or the run
    /// diverged. Null without a criterion.
    pub trials_to_criterion: Option<Vec<Option<u64>>>,
    /// The runs' folders.
    pub out: Vec<String>,
}
