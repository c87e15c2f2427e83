//! See [`crate::plan::op::Broadcast`].

use super::execute::Moment;
use super::matrix::Matrix;
use super::memory::Memory;
use crate::plan::op::Broadcast;

pub fn broadcast(op: &Broadcast, memory: &mut Memory, now: Moment) {
    let step = now.step();
    let error = memory.view(op.error, step);
    let broadcast = &error * &memory.view(op.feedback, step);
    let Some((id, coordinates)) = op.basis else {
        memory.store(op.third_factor, &broadcast);
        return;
    };
    let basis = memory.whole(id);
    memory.store(coordinates, &broadcast);
    let mut third_factor = &broadcast * &basis;
    if let Some(parts) = &op.off {
        let (inside, off) = off_manifold(&(&error * &memory.view(parts.feedback, step)), &basis);
        third_factor = &third_factor + &off;
        memory.store(parts.inside, &inside);
        memory.store(parts.product, &off);
    }
    memory.store(op.third_factor, &third_factor);
}

/// The coordinates x Uᵀ of the rows of `x` in the manifold, and what of them lies off it: x − (x Uᵀ) U.
pub fn off_manifold(x: &Matrix, basis: &Matrix) -> (Matrix, Matrix) {
    let inside = x * &basis.t();
    let off = x - &(&inside * basis);
    (inside, off)
}
