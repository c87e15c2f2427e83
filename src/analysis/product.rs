//! Products of tables in single precision, as engines keep their numbers.

use faer::linalg::matmul::matmul;
use faer::{Accum, MatMut, MatRef, Par};

/// A (rows × k) · B (k × n).
pub fn combine(a: &[f32], k: usize, b: &[f32], n: usize) -> Vec<f32> {
    product(MatRef::from_row_major_slice(a, a.len() / k, k), MatRef::from_row_major_slice(b, k, n))
}

/// A (rows × n) · Bᵀ, with B (k × n).
pub fn onto(a: &[f32], b: &[f32], n: usize) -> Vec<f32> {
    let basis = MatRef::from_row_major_slice(b, b.len() / n, n);
    product(MatRef::from_row_major_slice(a, a.len() / n, n), basis.transpose())
}

fn product(a: MatRef<f32>, b: MatRef<f32>) -> Vec<f32> {
    let mut out = vec![0.0; a.nrows() * b.ncols()];
    let into = MatMut::from_row_major_slice_mut(&mut out, a.nrows(), b.ncols());
    matmul(into, Accum::Replace, a, b, 1.0, Par::Seq);
    out
}
