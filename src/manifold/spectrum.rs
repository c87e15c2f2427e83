//! Eigenvalues and eigenvectors of a small symmetric matrix, with all memory allocated beforehand.

use dyn_stack::{MemBuffer, MemStack};
use faer::linalg::evd::{ComputeEigenvectors, SelfAdjointEvdParams, self_adjoint_evd, self_adjoint_evd_scratch};
use faer::{Auto, Col, Mat, MatRef, Par, Spec};

/// Working space for matrices of one size.
pub struct Spectrum {
    size: usize,
    values: Col<f64>,
    vectors: Mat<f64>,
    memory: MemBuffer,
}

impl Spectrum {
    /// Working space for `size` × `size` matrices.
    pub fn new(size: usize) -> Spectrum {
        let params = <SelfAdjointEvdParams as Auto<f64>>::auto();
        let need = self_adjoint_evd_scratch::<f64>(size, ComputeEigenvectors::Yes, Par::Seq, Spec::new(params));
        Spectrum { size, values: Col::zeros(size), vectors: Mat::zeros(size, size), memory: MemBuffer::new(need) }
    }

    /// Decomposes `matrix` (size × size, of which the lower triangle is read). `false` if that did not converge, which
    /// takes values that are not finite.
    pub fn decompose(&mut self, matrix: &[f64]) -> bool {
        let params = <SelfAdjointEvdParams as Auto<f64>>::auto();
        // Row-major read as column-major is the transpose, and the matrix is symmetric.
        self_adjoint_evd(
            MatRef::from_column_major_slice(matrix, self.size, self.size),
            self.values.as_mut().as_diagonal_mut(),
            Some(self.vectors.as_mut()),
            Par::Seq,
            MemStack::new(&mut self.memory),
            Spec::new(params),
        )
        .is_ok()
    }

    /// The `k`-th largest eigenvalue.
    pub fn value(&self, k: usize) -> f64 {
        self.values[self.size - 1 - k]
    }

    /// Element `i` of the eigenvector of the `k`-th largest eigenvalue.
    pub fn vector(&self, k: usize, i: usize) -> f64 {
        self.vectors[(i, self.size - 1 - k)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_symmetric_matrix_is_put_together_again_from_its_spectrum() {
        let n = 7;
        let a: Vec<f64> =
            (0..n * n).map(|i| ((i / n + 1) * (i % n + 1)) as f64 + if i % (n + 1) == 0 { 3.0 } else { 0.0 }).collect();
        let mut spectrum = Spectrum::new(n);
        assert!(spectrum.decompose(&a));
        for i in 0..n {
            for j in 0..n {
                let sum: f64 = (0..n).map(|k| spectrum.value(k) * spectrum.vector(k, i) * spectrum.vector(k, j)).sum();
                assert!((sum - a[i * n + j]).abs() < 1e-10);
            }
        }
        assert!((0..n - 1).all(|k| spectrum.value(k) >= spectrum.value(k + 1)));
    }
}
