//! Linear centred kernel alignment. The rows of both tables are the same stimuli.

use crate::analysis::rows::Rows;
use faer::Mat;

/// Linear CKA as it was first defined, in [0, 1]; `None` where nothing varies. Biased: for few stimuli and many features it
/// nears 1 whatever the data. Source: S. Kornblith et al. (2019), arXiv:1905.00414.
pub fn biased(x: &Rows, y: &Rows) -> Option<f64> {
    assert_eq!(x.rows(), y.rows(), "the same stimuli");
    let (x, y) = (x.centred(), y.centred());
    // ⟨XXᵀ, YYᵀ⟩ = ‖XᵀY‖²: whichever is smaller.
    if x.cols().max(y.cols()) > x.rows() {
        let (k, l) = (x.gram(), y.gram());
        return ratio(inner(&k, &l), inner(&k, &k), inner(&l, &l));
    }
    let shared = (x.mat().transpose() * y.mat()).squared_norm_l2();
    ratio(shared, x.cross().squared_norm_l2(), y.cross().squared_norm_l2())
}

/// Linear CKA from unbiased estimates: near 0, on either side, for unrelated representations. `None` for fewer than four
/// stimuli or where nothing varies. Source: L. Song et al. (2012), JMLR 13, eq. 5.
pub fn unbiased(x: &Rows, y: &Rows) -> Option<f64> {
    assert_eq!(x.rows(), y.rows(), "the same stimuli");
    if x.rows() < 4 {
        return None;
    }
    // The estimate does not change with the mean; without it no digits are lost to it.
    let hollow = |x: &Rows| {
        let mut gram = x.centred().gram();
        (0..gram.nrows()).for_each(|i| gram[(i, i)] = 0.0);
        gram
    };
    let (k, l) = (hollow(x), hollow(y));
    ratio(hsic(&k, &l), hsic(&k, &k), hsic(&l, &l))
}

/// HSIC₁ of two symmetric kernels with zero diagonals.
fn hsic(k: &Mat<f64>, l: &Mat<f64>) -> f64 {
    let n = k.nrows() as f64;
    let sums = |m: &Mat<f64>| m.col_iter().map(|column| column.iter().sum::<f64>()).collect::<Vec<f64>>();
    let (k_sums, l_sums) = (sums(k), sums(l));
    let totals = k_sums.iter().sum::<f64>() * l_sums.iter().sum::<f64>();
    let chain: f64 = k_sums.iter().zip(&l_sums).map(|(k, l)| k * l).sum();
    (inner(k, l) + totals / ((n - 1.0) * (n - 2.0)) - 2.0 * chain / (n - 2.0)) / (n * (n - 3.0))
}

/// Σ_ij K_ij L_ij.
fn inner(k: &Mat<f64>, l: &Mat<f64>) -> f64 {
    k.col_iter().zip(l.col_iter()).map(|(k, l)| k.iter().zip(l.iter()).map(|(k, l)| k * l).sum::<f64>()).sum()
}

fn ratio(shared: f64, own: f64, other: f64) -> Option<f64> {
    (own > 0.0 && other > 0.0).then(|| shared / (own.sqrt() * other.sqrt()))
}
