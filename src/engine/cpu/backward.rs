//! See [`crate::plan::op::Backward`].

use super::gemm::{self, Write};
use super::machine::Machine;
use super::mat::MatMut;
use crate::plan::op::Backward;

pub fn backward(op: &Backward, m: &mut Machine) {
    let mut third_factor = m.store.take(op.third_factor);
    let out = MatMut::new(&mut third_factor, op.replicas, op.pre);
    let (delta, weights) = (m.store.whole(op.delta), m.store.whole(op.weights));
    let write = if op.add { Write::Add } else { Write::Set };
    gemm::combine(&m.pool, &mut m.scratch, out, delta, weights, write);
    m.store.put(op.third_factor, third_factor);
}
