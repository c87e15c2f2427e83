//! Linear predictivity: how well the features of a model predict recorded neurons on stimuli that were held out.

mod model;
mod pls;
mod reliability;
mod ridge;
mod splits;

pub use model::Linear;
pub use pls::pls;
pub use reliability::reliability;
pub use ridge::{Ridge, ridge};
pub use splits::{Split, splits};

use super::rank::pearson;
use crate::analysis::quantile::quantile;
use crate::analysis::rows::Rows;

/// Splits into training and held-out stimuli, and of repetitions into halves.
pub const SPLITS: usize = 10;
/// Share of the stimuli that is held out.
pub const HELD_OUT: f64 = 0.1;
/// Components of the PLS regression of Brain-Score.
pub const COMPONENTS: usize = 25;

/// How features are mapped to neurons.
#[derive(Debug, Clone, PartialEq)]
pub enum Mapping {
    /// PLS regression with so many components.
    Pls(usize),
    /// Ridge regression, its penalty chosen of these on the training stimuli.
    Ridge(Vec<f64>),
}

impl Mapping {
    /// Fits features (stimuli × features) to responses (stimuli × neurons).
    pub fn fit(&self, features: &Rows, responses: &Rows) -> Linear {
        match self {
            Mapping::Pls(components) => pls(features, responses, *components),
            Mapping::Ridge(penalties) => ridge(features, responses, penalties).model,
        }
    }
}

/// What was predicted.
#[derive(Debug, Clone, PartialEq)]
pub struct Predictivity {
    /// The mean over splits of the median over neurons of Pearson's r on held-out stimuli.
    pub r: f64,
    /// That median for each split.
    pub splits: Vec<f64>,
    /// For each neuron the mean r over splits; `None` where it never varied.
    pub neurons: Vec<Option<f64>>,
}

/// Predictivity of `responses` (stimuli × neurons) from `features` (the same stimuli × features), over [`SPLITS`] splits;
/// with `labels`, one a stimulus, each split has of every label its share. A neuron that does not vary on the held-out
/// stimuli, or is predicted not to, has no r there and is left out. `None` if no neuron is left. Source: M. Schrimpf et al.
/// (2018), doi:10.1101/407007.
pub fn predictivity(
    features: &Rows,
    responses: &Rows,
    labels: Option<&[usize]>,
    mapping: &Mapping,
    seed: u64,
) -> Option<Predictivity> {
    assert_eq!(features.rows(), responses.rows(), "the same stimuli");
    // Many features: the same regressions in the coordinates of the space that the stimuli span.
    let features = features.compact();
    let mut neurons = vec![(0.0, 0.0); responses.cols()];
    let mut medians = Vec::new();
    for Split { train, test } in splits(features.rows(), labels, SPLITS, HELD_OUT, seed) {
        let model = mapping.fit(&features.select(&train), &responses.select(&train));
        let (predicted, measured) = (model.predict(&features.select(&test)), responses.select(&test));
        let scores = column_correlations(&predicted, &measured);
        for ((sum, count), r) in neurons.iter_mut().zip(&scores) {
            if let Some(r) = r {
                *sum += r;
                *count += 1.0;
            }
        }
        medians.extend(quantile(scores.into_iter().flatten().collect(), 0.5));
    }
    let r = mean(&medians)?;
    let neurons = neurons.into_iter().map(|(sum, count)| (count > 0.0).then(|| sum / count)).collect();
    Some(Predictivity { r, splits: medians, neurons })
}

/// The share of explainable variance that is explained, r²/c, for a predictivity r and the reliability c of the responses'
/// mean over repetitions. Not (r/c)²: c is already the square of what r can reach.
pub fn normalised(r: f64, reliability: f64) -> f64 {
    r * r / reliability
}

/// Pearson's r of each column of one table with the same of another.
fn column_correlations(a: &Rows, b: &Rows) -> Vec<Option<f64>> {
    (0..a.cols()).map(|j| pearson(&a.column(j), &b.column(j))).collect()
}

fn mean(x: &[f64]) -> Option<f64> {
    (!x.is_empty()).then(|| x.iter().sum::<f64>() / x.len() as f64)
}
