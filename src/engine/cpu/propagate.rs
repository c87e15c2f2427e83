//! See [`crate::plan::op::Propagate`].

use super::gemm::Write;
use super::machine::{Machine, Moment};
use super::mat::MatMut;
use super::structure::{self, Weights};
use crate::plan::op::Propagate;

pub fn propagate(op: &Propagate, m: &mut Machine, now: Moment) {
    let (step, structure) = (now.clock.step, &m.structures[op.structure.0]);
    let mut to = m.store.take(op.to.buffer);
    let out = MatMut::new(&mut to[op.to.elements_at(step)], op.to.rows, op.to.cols);
    let write = if op.add { Write::Add } else { Write::Set };
    let (from, weights) = (m.store.view(op.from, step), Weights { store: &m.store, id: op.weights });
    structure::propagate(structure, &m.pool, &mut m.space, weights, from, (out, write), step);
    m.store.put(op.to.buffer, to);
}
