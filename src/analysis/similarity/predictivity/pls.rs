//! Partial least squares regression by NIPALS.

use super::model::Linear;
use crate::analysis::rows::Rows;
use faer::{Col, Mat};

/// When the squared change of the weights counts as none, and how often it is waited for: what Brain-Score uses, and loose
/// enough to be seen in the predictions.
const TOLERANCE: f64 = 1e-6;
const MOST: usize = 500;

/// PLS regression of all columns of `y` on `x`, both centred but not scaled, with `components` components, or fewer where
/// nothing is left to explain or to explain it with. Source: H. Wold (1975); S. Wold et al. (2001),
/// doi:10.1016/S0169-7439(01)00155-1.
pub fn pls(x: &Rows, y: &Rows, components: usize) -> Linear {
    assert_eq!(x.rows(), y.rows(), "the same stimuli");
    let (mut left, mut unexplained) = (x.centred().mat().to_owned(), y.centred().mat().to_owned());
    // All that power iteration needs. It loses as much to each component as its factors do.
    let mut products = left.transpose() * &unexplained;
    let nothing = [&left, &unexplained].map(|m| m.norm_max() * f64::EPSILON * m.nrows().max(m.ncols()) as f64);
    let (mut weights, mut loadings, mut targets) = (Vec::new(), Vec::new(), Vec::new());
    while weights.len() < components.min(x.rows().saturating_sub(1)).min(x.cols()) && left.norm_max() > nothing[0] {
        let Some(first) = unexplained.col_iter().position(|column| column.norm_max() > nothing[1]) else {
            break;
        };
        let weight = direction(&products, first);
        let score = &left * &weight;
        let square = score.squared_norm_l2();
        if square.is_nan() || square == 0.0 {
            break;
        }
        let loading = left.transpose() * &score / square;
        let target = unexplained.transpose() * &score / square;
        left -= &score * loading.transpose();
        unexplained -= &score * target.transpose();
        products -= &loading * target.transpose() * square;
        weights.push(weight);
        loadings.push(loading);
        targets.push(target);
    }
    let weights = coefficients(x.cols(), y.cols(), &weights, &loadings, &targets);
    Linear { features: x.means(), responses: y.means(), weights }
}

/// The unit direction in features whose scores go most with some direction in responses, of `products` = XᵀY: power
/// iteration from one of the responses.
fn direction(products: &Mat<f64>, first: usize) -> Col<f64> {
    let unit = |weight: Col<f64>| &weight / weight.norm_l2();
    let mut weight = unit(products.col(first).to_owned());
    for _ in 1..MOST {
        let before = weight;
        weight = unit(products * (products.transpose() * &before));
        if (&weight - before).squared_norm_l2() < TOLERANCE {
            break;
        }
    }
    weight
}

/// W (PᵀW)⁻¹ Qᵀ, for weights W, loadings P of features and Q of responses; PᵀW is unit upper triangular.
fn coefficients(
    features: usize,
    responses: usize,
    weights: &[Col<f64>],
    loadings: &[Col<f64>],
    targets: &[Col<f64>],
) -> Mat<f64> {
    let mut result = Mat::zeros(features, responses);
    let mut rotations: Vec<Col<f64>> = Vec::new();
    for (weight, target) in weights.iter().zip(targets) {
        // The direction in the features as they came, of scores that were taken from what earlier components left.
        let mut rotation = weight.clone();
        for (earlier, loading) in rotations.iter().zip(loadings) {
            rotation -= earlier * (loading.transpose() * weight);
        }
        result += &rotation * target.transpose();
        rotations.push(rotation);
    }
    result
}
