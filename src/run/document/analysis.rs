//! The JSON document of an analysis: `analysis.json` of a run's folder.

use super::robustness::Robustness;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the activity and the weights of a circuit look like: on test trials, with the weights of one update.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AnalysisDocument {
    /// Updates done.
    pub update: u64,
    /// Test trials looked at.
    pub trials: usize,
    /// By population in the circuit's order, inputs left out.
    pub populations: IndexMap<String, PopulationAnalysis>,
    /// One a projection, in the file's order.
    pub projections: Vec<ProjectionAnalysis>,
    /// Scores under noise; null where it was never asked for with these weights.
    #[serde(default)]
    pub robustness: Option<Robustness>,
    /// Similarity to given responses, the last that were given; null where none were with these weights.
    #[serde(default)]
    pub similarity: Option<SimilarityDocument>,
}

/// An analysis in a list of several, which says whose it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ListedAnalysis<'a> {
    /// The run's folder as it was given, or the checkpoint where that is another file than a run's own.
    pub out: String,
    /// The circuit's name.
    pub circuit: String,
    /// The credit source's name.
    pub credit: String,
    /// The seed.
    pub seed: u64,
    /// What was found.
    #[serde(flatten)]
    pub analysis: &'a AnalysisDocument,
}

impl AnalysisDocument {
    /// With what `earlier` found that this one was not asked for, if it was found of the same weights: it holds as before.
    /// An update does not tell checkpoints of two runs apart, what is told of their weights does.
    pub fn with_earlier(self, earlier: AnalysisDocument) -> AnalysisDocument {
        if (earlier.update, &earlier.projections) != (self.update, &self.projections) {
            return self;
        }
        AnalysisDocument {
            robustness: self.robustness.or(earlier.robustness),
            similarity: self.similarity.or(earlier.similarity),
            ..self
        }
    }
}

/// One population.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PopulationAnalysis {
    /// Neurons n.
    pub neurons: usize,
    /// Rows of activity analysed: trials, or trials × steps.
    pub samples: usize,
    /// Shares of the variance by principal component, largest first; at most 256 of them.
    pub spectrum: Vec<f64>,
    /// Dimension by every estimator.
    pub dimension: Dimension,
    /// The manifold beside the Jacobian's row space; null where the Jacobian was not measured.
    pub alignment: Option<SubspaceAlignment>,
    /// Some of the activity as a picture.
    pub activity: Heatmap,
    /// The activity along its leading principal components.
    pub trajectories: Vec<Trajectory>,
}

/// Estimates of the activity's dimension. Null where an estimate has no meaning: too few samples, or none that differ;
/// `missing` says why.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Dimension {
    /// Participation ratio (Σλ)²/Σλ² of the covariance's eigenvalues.
    pub participation_ratio: Option<f64>,
    /// Corrected for a finite number of samples (rows).
    pub participation_ratio_rows: Option<f64>,
    /// Corrected for a finite number of neurons (columns).
    pub participation_ratio_columns: Option<f64>,
    /// Corrected for both.
    pub participation_ratio_both: Option<f64>,
    /// Components that hold 90 % of the variance.
    pub k90: Option<usize>,
    /// Components that hold 95 % of the variance.
    pub k95: Option<usize>,
    /// twoNN, linear fit with the upper tenth left out.
    pub twonn: Option<f64>,
    /// twoNN, maximum likelihood.
    pub twonn_ml: Option<f64>,
    /// twoNN, maximum likelihood, the upper tenth censored.
    pub twonn_censored: Option<f64>,
    /// GRIDE: estimates at growing distances.
    pub gride: Vec<GrideScale>,
    /// Levina and Bickel's estimate with 10 neighbours, averaged as MacKay and Ghahramani do.
    pub levina_bickel: Option<f64>,
    /// Samples that equal another and were left out by the estimators of neighbours.
    pub duplicates: usize,
    /// Why an estimate is null, or `gride` empty, by its name here.
    #[serde(default)]
    pub missing: BTreeMap<String, String>,
}

/// GRIDE at one scale.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct GrideScale {
    /// The neighbour whose distance is the numerator; the denominator's is half of it.
    pub neighbour: usize,
    /// The estimate.
    pub dimension: f64,
    /// Its standard error.
    pub error: f64,
    /// Mean distance to the neighbour, in units of activity.
    pub distance: f64,
}

/// The manifold (leading principal components of the activity) beside the row space of the Jacobian.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SubspaceAlignment {
    /// Components of the manifold.
    pub rank: usize,
    /// Captured fraction of the Jacobian by the first 1, 2, … components.
    pub captured: Vec<f64>,
    /// Captured fraction's chance level: rank / n.
    pub chance: f64,
    /// Mean captured fraction of random subspaces of the same rank, measured.
    pub null: f64,
    /// Principal angles in degrees, smallest first.
    pub angles: Vec<f64>,
    /// The same for random subspaces of the same rank: means.
    pub null_angles: Vec<f64>,
}

/// Some activity as a picture, rows are samples (steps of one trial where trials have many, else trials).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Heatmap {
    /// What a row is: "trial" or "step".
    pub row: String,
    /// Numbers in a row: neurons, evenly chosen where there are many.
    pub cols: usize,
    /// Row after row.
    pub values: Vec<f32>,
}

/// Activity along its three leading principal components.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Trajectory {
    /// What the trial asks for, where the task names it (a class, a trial type).
    pub label: Option<String>,
    /// A point a step.
    pub points: Vec<[f32; 3]>,
}

/// One projection.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ProjectionAnalysis {
    /// Presynaptic population.
    pub from: String,
    /// Postsynaptic population.
    pub to: String,
    /// Synapses.
    pub synapses: usize,
    /// Root of the mean squared weight.
    pub rms: f64,
    /// The least weight; null without one.
    #[serde(default)]
    pub least: Option<f64>,
    /// The greatest weight; null without one.
    #[serde(default)]
    pub greatest: Option<f64>,
    /// Left end of the first bin and right end of the last: the largest magnitude to both sides.
    pub range: (f64, f64),
    /// Synapses in bins of equal width.
    pub histogram: Vec<u64>,
}

/// Representational similarity to given responses.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SimilarityDocument {
    /// Stimuli.
    pub stimuli: usize,
    /// Where they come from: the folder's name.
    pub source: String,
    /// The names of images in the order that dissimilarities were taken to have; empty where stimuli are rows of an array.
    #[serde(default)]
    pub order: Vec<String>,
    /// One row a population (and "pixels") and reference.
    pub rows: Vec<SimilarityRow>,
}

/// One population's dissimilarities beside one reference's. Null where it was not measured.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SimilarityRow {
    /// Population, or "pixels".
    pub population: String,
    /// The reference's name: its file, without what all share.
    pub reference: String,
    /// Pearson correlation of the dissimilarities.
    pub pearson: Option<f64>,
    /// Spearman correlation.
    pub spearman: Option<f64>,
    /// Expected Spearman correlation under random tie breaking, ρₐ.
    pub rho_a: Option<f64>,
    /// Kendall's τₐ.
    pub tau_a: Option<f64>,
    /// 95 % interval of the Pearson correlation by bootstrap over stimuli.
    pub interval: Option<(f64, f64)>,
    /// Lower and upper noise ceiling, where there are several subjects.
    pub ceiling: Option<(f64, f64)>,
    /// Linear CKA with the reference's responses, unbiased; where the reference has responses.
    pub cka: Option<f64>,
    /// Linear predictivity r²/c, where the reference has responses.
    pub predictivity: Option<f64>,
}
