//! See [`crate::plan::op::Difference`].

use super::execute::Moment;
use super::matrix::Matrix;
use super::memory::Memory;
use crate::plan::op::Difference;

pub fn difference(op: &Difference, memory: &mut Memory, now: Moment) {
    let of = memory.view(op.of, now.step());
    let change = Matrix::from_fn(op.draws, of.cols, |draw, j| {
        let plus = of[(op.replicas + draw, j)];
        match op.antithetic {
            true => (plus - of[(op.replicas + op.draws + draw, j)]) / 2.0,
            false => plus - of[(draw % op.replicas, j)],
        }
    });
    memory.store(op.to, &change);
}
