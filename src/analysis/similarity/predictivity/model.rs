//! A fitted linear map.

use crate::analysis::rows::Rows;
use faer::Mat;

/// Predicts y = (x − mean of x) B + mean of y.
#[derive(Debug, Clone)]
pub struct Linear {
    pub(super) features: Vec<f64>,
    pub(super) responses: Vec<f64>,
    /// Features × responses.
    pub(super) weights: Mat<f64>,
}

impl Linear {
    /// Predictions for rows of features.
    pub fn predict(&self, x: &Rows) -> Rows {
        let x = Mat::from_fn(x.rows(), x.cols(), |i, j| x.row(i)[j] - self.features[j]);
        let y = x * &self.weights;
        let predicted = Mat::from_fn(y.nrows(), y.ncols(), |i, j| y[(i, j)] + self.responses[j]);
        Rows::of_mat(predicted.as_ref())
    }
}
