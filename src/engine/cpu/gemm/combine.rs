//! Rows combined with given coefficients: C = A · B.
use super::Write;
use crate::engine::cpu::mat::{Mat, MatMut};
use crate::engine::cpu::pool::Pool;

/// Working memory of [`combine`] for one pool, allocated once.
pub struct Scratch {}

impl Scratch {
    /// For pools of up to `threads` threads, any shape.
    pub fn new(_threads: usize) -> Self {
        Self {}
    }
}

/// C[r × n] (= or +=) A[r × k] · B[k × n]: credit sent back (A = δ, B = W), noise from coordinates
/// (A = z, B = Uᵀ).
///
/// Panics if the shapes do not fit: the caller's bug. Threads divide the columns.
pub fn combine(pool: &Pool, _scratch: &mut Scratch, c: MatMut<'_>, a: Mat<'_>, b: Mat<'_>, write: Write) {
    assert!(c.rows() == a.rows() && c.cols() == b.cols() && a.cols() == b.rows());
    pool.columns(c, 64, |cols, mut c| {
        for i in 0..a.rows() {
            if write == Write::Set {
                c.row(i).fill(0.0);
            }
            for (k, a) in a.row(i).iter().enumerate() {
                c.row(i).iter_mut().zip(&b.row(k)[cols.clone()]).for_each(|(c, b)| *c = a.mul_add(*b, *c));
            }
        }
    });
}
