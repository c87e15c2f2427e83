//! How two subspaces lie to each other. Every number here has a chance level: never read one without it.

use super::rows::Rows;
use crate::rng::Stream;
use faer::Mat;

/// Principal angles between the spans of the rows of `a` and of `b`, in radians, ascending; as many as the smaller span has
/// dimensions. Rows need not be orthonormal or independent. Angles of 10⁻¹⁵ and of π/2 − 10⁻¹⁵ are told from 0 and π/2:
/// small ones come from their sines, large ones from their cosines. Source: Å. Björck and G. Golub (1973),
/// doi:10.1090/S0025-5718-1973-0348991-3.
pub fn principal_angles(a: &Rows, b: &Rows) -> Vec<f64> {
    Span::of(a).angles(&Span::of(b))
}

/// A subspace, as orthonormal columns.
pub struct Span(Mat<f64>);

impl Span {
    /// Of some rows: of as many dimensions as they have rank.
    pub fn of(rows: &Rows) -> Span {
        Span(span(rows))
    }

    /// Of rows that are orthonormal.
    pub fn of_orthonormal(rows: &Rows) -> Span {
        Span(rows.mat().transpose().to_owned())
    }

    /// Principal angles to another one, as [`principal_angles`] gives them.
    pub fn angles(&self, other: &Span) -> Vec<f64> {
        assert_eq!(self.0.nrows(), other.0.nrows(), "subspaces of one space");
        let (Span(large), Span(small)) = if self.0.ncols() >= other.0.ncols() { (self, other) } else { (other, self) };
        let inside = large.transpose() * small;
        let outside = small - large * &inside;
        let (cosines, mut sines) = (singular_values(&inside), singular_values(&outside));
        sines.reverse();
        let angle = |(c, s): (&f64, &f64)| if *c * *c > 0.5 { s.min(1.0).asin() } else { c.min(1.0).acos() };
        cosines.iter().zip(&sines).map(angle).collect()
    }
}

/// Σ cos² of the principal angles: how many dimensions two subspaces share, from 0 to the smaller one's. For subspaces of p
/// and q dimensions in n, one of them random, its mean is p·q/n.
pub fn overlap(a: &Rows, b: &Rows) -> f64 {
    assert_eq!(a.cols(), b.cols(), "subspaces of one space");
    (span(a).transpose() * span(b)).squared_norm_l2()
}

/// The captured fraction f_k = ‖J U_kᵀ‖² / ‖J‖² of the rows of `j` in the first k = 1, 2, … orthonormal rows of `basis`.
/// Empty if `j` is all zero. Chance is k/n, whatever J is; see [`excess`].
pub fn captured(j: &Rows, basis: &Rows) -> Vec<f64> {
    assert_eq!(j.cols(), basis.cols(), "a basis of the space of the rows");
    let total = j.mat().squared_norm_l2();
    if total == 0.0 || basis.rows() == 0 {
        return Vec::new();
    }
    let products = j.mat() * basis.mat().transpose();
    let mut held = 0.0;
    let fraction = products.col_iter().map(|column| {
        held += column.squared_norm_l2() / total;
        held.min(1.0)
    });
    fraction.collect()
}

/// How much more than chance a subspace of k of n dimensions captures: (f − k/n) / (1 − k/n), 0 at chance and 1 for all.
/// `None` where the subspace is the whole space and chance is everything.
pub fn excess(f: f64, k: usize, n: usize) -> Option<f64> {
    let chance = k as f64 / n as f64;
    (k < n).then(|| (f - chance) / (1.0 - chance))
}

/// `k` orthonormal rows in `n` ≥ `k` dimensions that span a uniformly random subspace.
pub fn random_basis(n: usize, k: usize, seed: u64) -> Rows {
    assert!(k <= n, "{k} orthonormal rows in {n} dimensions");
    let mut normal = vec![0.0; n * k];
    Stream::new(seed, "random subspace").fill_normal(0, 0, &mut normal);
    Rows::of_mat(Rows::of(&normal, n).mat().transpose().qr().compute_thin_Q().transpose())
}

/// Orthonormal columns that span the rows: as many as the rows' rank.
fn span(rows: &Rows) -> Mat<f64> {
    if rows.rows() == 0 {
        return Mat::zeros(rows.cols(), 0);
    }
    // Pivoting puts what depends on other rows last, with nothing left but rounding on R's diagonal.
    let qr = rows.mat().transpose().col_piv_qr();
    let r = qr.thin_R();
    let size = rows.rows().min(rows.cols());
    let least = r[(0, 0)].abs() * f64::EPSILON * rows.rows().max(rows.cols()) as f64;
    let rank = (0..size).take_while(|&i| r[(i, i)].abs() > least).count();
    qr.compute_thin_Q().get(.., ..rank).to_owned()
}

/// Descending.
fn singular_values(matrix: &Mat<f64>) -> Vec<f64> {
    // A matrix that is not finite has none; NaN says so where an empty list would say "no dimensions".
    matrix.singular_values().unwrap_or_else(|_| vec![f64::NAN; matrix.nrows().min(matrix.ncols())])
}
