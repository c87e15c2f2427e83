//! Random orthogonal weights.

use crate::record;
use crate::rng::normal;
use crate::schema::Rule;
use faer::Mat;
use rand_core::Rng;

record! {
    /// Random orthogonal weights: rows (post ≤ pre) or columns (post ≥ pre) are orthonormal, times the gain.
    ///
    /// Uniform over all such matrices (Haar). Source: A. Saxe, J. McClelland and S. Ganguli (2014), arXiv:1312.6120.
    pub struct Orthogonal = "orthogonal" {
        /// Every singular value.
        gain: f64 = 1.0, Rule::ANY.at_least(0.0);
    }
}

impl Orthogonal {
    pub(super) fn fill(&self, weights: &mut [f32], post: usize, pre: usize, rng: &mut impl Rng) {
        let (long, short) = (post.max(pre), post.min(pre));
        let mut draws = Mat::zeros(long, short);
        for column in 0..short {
            draws.col_as_slice_mut(column).fill_with(|| normal(rng));
        }
        let qr = draws.qr();
        let (q, r) = (qr.compute_thin_Q(), qr.thin_R());
        // QR leaves each column's sign to the algorithm; with R's diagonal positive Q is unique, and so Haar
        // (F. Mezzadri 2007, arXiv:math-ph/0609050).
        let scale: Vec<f64> = (0..short).map(|k| self.gain.copysign(r[(k, k)])).collect();
        for (i, row) in weights.chunks_exact_mut(pre.max(1)).enumerate() {
            for (j, weight) in row.iter_mut().enumerate() {
                let (row, column) = if post >= pre { (i, j) } else { (j, i) };
                *weight = (q[(row, column)] * scale[column]) as f32;
            }
        }
    }
}
