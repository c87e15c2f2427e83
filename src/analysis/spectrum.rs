//! How variance is spread over directions: the spectrum of a covariance, and participation ratios.

mod participation;

pub use participation::{ParticipationRatio, participation_of, participation_ratio};

use super::cloud::Cloud;
use super::rows::Rows;
use faer::{Mat, MatRef, Side};

/// The variances along the principal components, descending: eigenvalues of the sample covariance (sums over rows divided
/// by rows − 1) of the centred data; min(rows − 1, cols) of them, none for fewer than two rows. Zero where rounding would
/// make them negative.
pub fn variances(x: &Rows) -> Vec<f64> {
    if x.rows() < 2 {
        return Vec::new();
    }
    let centred = x.centred();
    let product = if is_wide(x) { centred.gram() } else { centred.cross() };
    // A matrix that is not finite has no spectrum; NaN says so where an empty list would say "no rows".
    let values = product.self_adjoint_eigenvalues(Side::Lower).unwrap_or_else(|_| vec![f64::NAN; product.nrows()]);
    descending(&values, x)
}

/// Of ascending eigenvalues of a sum over rows, the variances.
fn descending(values: &[f64], x: &Rows) -> Vec<f64> {
    let most = (x.rows() - 1).min(x.cols());
    values.iter().rev().take(most).map(|v| if *v < 0.0 { 0.0 } else { v / (x.rows() - 1) as f64 }).collect()
}

/// Principal components of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Components {
    /// All variances, descending, as [`variances`] gives them.
    pub variances: Vec<f64>,
    /// The first components: orthonormal rows, in order of variance. The largest coordinate of each is positive.
    pub basis: Rows,
    /// The mean of each column.
    pub mean: Vec<f64>,
}

/// The first `k` principal components, or as many as there are.
pub fn components(x: &Rows, k: usize) -> Components {
    let centred = x.centred();
    let product = if is_wide(x) { centred.gram() } else { centred.cross() };
    decomposed(x.means(), &centred, &product, |_| k)
}

/// The first principal components: as many as `count` says when it knows the variances, or as there are.
pub fn components_of(cloud: &Cloud, count: impl FnOnce(&[f64]) -> usize) -> Components {
    let Cloud { mean, centred, products, .. } = cloud;
    match is_wide(centred) {
        true => decomposed(mean.clone(), centred, products, count),
        false => decomposed(mean.clone(), centred, &centred.cross(), count),
    }
}

/// True where products of rows are fewer than products of columns.
fn is_wide(x: &Rows) -> bool {
    x.cols() > x.rows()
}

/// The components of a centred table whose products of rows (where it is wide) or columns are known.
fn decomposed(mean: Vec<f64>, centred: &Rows, product: &Mat<f64>, count: impl FnOnce(&[f64]) -> usize) -> Components {
    let (rows, cols) = (centred.rows(), centred.cols());
    let most = cols.min(rows.saturating_sub(1));
    if most == 0 {
        return Components { variances: Vec::new(), basis: Rows::new(Vec::new(), cols), mean };
    }
    let Ok(decomposed) = product.self_adjoint_eigen(Side::Lower) else {
        let variances = vec![f64::NAN; most];
        let k = count(&variances).min(most);
        return Components { variances, basis: Rows::new(vec![f64::NAN; k * cols], cols), mean };
    };
    let size = product.nrows();
    let values: Vec<f64> = (0..size).map(|i| decomposed.S()[i]).collect();
    let variances = descending(&values, centred);
    let k = count(&variances).min(most);
    if k == 0 {
        return Components { variances, basis: Rows::new(Vec::new(), cols), mean };
    }
    let first = Mat::from_fn(size, k, |i, j| decomposed.U()[(i, size - 1 - j)]);
    let directions = if is_wide(centred) { orthonormal(centred.mat().transpose() * &first) } else { first };
    Components { variances, basis: upright(directions.as_ref()), mean }
}

/// Orthonormal columns in the directions of these, which are orthogonal but for rounding. They may be zero.
fn orthonormal(mut columns: Mat<f64>) -> Mat<f64> {
    for mut column in columns.col_iter_mut() {
        let norm = column.norm_l2();
        if norm > 0.0 {
            column /= norm;
        }
    }
    columns.qr().compute_thin_Q()
}

/// Columns as rows, with signs that do not depend on the algorithm.
fn upright(columns: MatRef<'_, f64>) -> Rows {
    let rows = columns.col_iter().flat_map(|column| {
        let largest = column.iter().fold(0.0_f64, |most, x| if x.abs() > most.abs() { *x } else { most });
        column.iter().map(move |x| if largest < 0.0 { -x } else { *x })
    });
    Rows::new(rows.collect(), columns.nrows())
}

/// How many components hold at least this share (in (0, 1]) of the variance; `None` where nothing varies.
pub fn components_for(variances: &[f64], share: f64) -> Option<usize> {
    let total: f64 = variances.iter().sum();
    if total.is_nan() || total <= 0.0 {
        return None;
    }
    let mut held = 0.0;
    let enough = variances.iter().position(|v| {
        held += v;
        held >= share * total
    });
    Some(enough.map_or(variances.len(), |k| k + 1))
}
