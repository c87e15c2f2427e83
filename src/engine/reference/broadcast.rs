//! See [`crate::plan::op::Broadcast`].

use super::matrix::Matrix;
use super::memory::Memory;
use crate::plan::op::Broadcast;

pub fn broadcast(op: &Broadcast, memory: &mut Memory) {
    let error = memory.whole(op.error);
    let broadcast = &error * &memory.whole(op.feedback);
    let Some((id, coordinates)) = op.basis else {
        memory.store(op.third_factor, &broadcast);
        return;
    };
    let basis = memory.whole(id);
    memory.store(coordinates, &broadcast);
    let mut third_factor = &broadcast * &basis;
    if let Some(parts) = &op.off {
        let (inside, off) = off_manifold(&(&error * &memory.whole(parts.feedback)), &basis);
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
