//! Ridge regression, its penalty chosen by leaving one stimulus out.

use super::model::Linear;
use crate::analysis::rows::Rows;
use faer::Mat;

/// A fitted ridge regression.
#[derive(Debug, Clone)]
pub struct Ridge {
    /// The fit to all stimuli.
    pub model: Linear,
    /// The penalty α of α ‖B‖², one for all responses.
    pub penalty: f64,
    /// The mean squared error of responses to stimuli that were left out of the fit, one at a time.
    pub error: f64,
}

/// Ridge regression of all columns of `y` on `x`, with the intercept left free, and of `penalties` (positive) the one of
/// least leave-one-out error, the first of equals. The errors come in closed form, (y − ŷ)/(1 − h); all is computed in
/// the coordinates of the space that the stimuli span (the dual form), so features may be many. Source: G. Golub, M. Heath
/// and G. Wahba (1979), doi:10.1080/00401706.1979.10489751.
pub fn ridge(x: &Rows, y: &Rows, penalties: &[f64]) -> Ridge {
    assert!(x.rows() == y.rows() && !penalties.is_empty(), "the same stimuli, and a penalty");
    let (centred, targets) = (x.centred(), y.centred());
    let Ok(svd) = centred.mat().thin_svd() else {
        // Features that are not finite predict nothing that is.
        let weights = Mat::from_fn(x.cols(), y.cols(), |_, _| f64::NAN);
        let model = Linear { features: x.means(), responses: y.means(), weights };
        return Ridge { model, penalty: penalties[0], error: f64::NAN };
    };
    let (u, values) = (svd.U(), svd.S().column_vector());
    let parts = u.transpose() * targets.mat();
    let shrunk = |alpha: f64| values.iter().map(|s| s * s / (s * s + alpha)).collect::<Vec<f64>>();
    let left_out = |alpha: f64| {
        let keep = shrunk(alpha);
        let fit = u * Mat::from_fn(parts.nrows(), parts.ncols(), |k, j| keep[k] * parts[(k, j)]);
        let square = |i: usize| {
            // The intercept has its share of every stimulus's weight in its own prediction.
            let own: f64 =
                (0..keep.len()).map(|k| keep[k] * u[(i, k)] * u[(i, k)]).sum::<f64>() + 1.0 / x.rows() as f64;
            let row = targets.row(i).iter().enumerate();
            row.map(|(j, y)| ((y - fit[(i, j)]) / (1.0 - own)).powi(2)).sum::<f64>()
        };
        (0..x.rows()).map(square).sum::<f64>() / (x.rows() * y.cols()) as f64
    };
    let errors = penalties.iter().map(|alpha| (*alpha, left_out(*alpha)));
    let (penalty, error) = errors.reduce(|best, next| if next.1 < best.1 { next } else { best }).expect("a penalty");
    let scaled = Mat::from_fn(parts.nrows(), parts.ncols(), |k, j| {
        let s = values[k];
        parts[(k, j)] * s / (s * s + penalty)
    });
    let weights = svd.V() * scaled;
    Ridge { model: Linear { features: x.means(), responses: y.means(), weights }, penalty, error }
}
