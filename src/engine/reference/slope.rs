//! See [`crate::plan::op::Slope`].

use super::execute::Moment;
use super::matrix::Matrix;
use super::memory::Memory;
use crate::plan::op::Slope;

pub fn slope(op: &Slope, memory: &mut Memory, now: Moment) {
    let of = memory.view(op.of, now.step());
    let mut slopes = Matrix::from_fn(of.rows, of.cols, |_, _| 1.0);
    match op.activity.map(|view| memory.view(view, now.step())) {
        Some(activity) => op.activation.multiply_slopes(&of.data, &activity.data, &mut slopes.data),
        None => op.activation.slopes(&of.data, &mut slopes.data),
    }
    memory.store_view(op.to, now.step(), &slopes);
}
