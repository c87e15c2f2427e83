//! Activity through synapses: C = X · Wᵀ.
use super::Write;
use crate::engine::cpu::mat::{Mat, MatMut};
use crate::engine::cpu::pool::Pool;

/// C[r × post] (= or +=) X[r × pre] · W[post × pre]ᵀ.
///
/// Panics if the shapes do not fit: the caller's bug. Threads divide the postsynaptic neurons.
pub fn propagate(pool: &Pool, c: MatMut<'_>, x: Mat<'_>, w: Mat<'_>, write: Write) {
    assert!(c.rows() == x.rows() && c.cols() == w.rows() && x.cols() == w.cols());
    pool.columns(c, 64, |post, mut c| {
        for i in 0..x.rows() {
            for (c, j) in c.row(i).iter_mut().zip(post.clone()) {
                let sum: f32 = x.row(i).iter().zip(w.row(j)).fold(0.0, |s, (x, w)| x.mul_add(*w, s));
                *c = sum + if write == Write::Add { *c } else { 0.0 };
            }
        }
    });
}
