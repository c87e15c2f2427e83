//! See [`crate::plan::op::Propagate`].

use super::gemm::{self, Write};
use super::machine::{Machine, Moment};
use super::mat::MatMut;
use super::sparse::{self, Terms};
use crate::plan::op::Propagate;

pub fn propagate(op: &Propagate, m: &mut Machine, now: Moment) {
    let mut to = m.store.take(op.to.buffer);
    let out = MatMut::new(&mut to[op.to.elements_at(now.clock.step)], op.to.rows, op.to.cols);
    let write = if op.add { Write::Add } else { Write::Set };
    let x = m.store.view(op.from, now.clock.step);
    match op.topology {
        None => gemm::propagate(&m.pool, out, x, m.store.whole(op.weights), write),
        Some(id) => {
            let rows = &m.topologies[id.0].incoming;
            let terms = Terms { rows, weights: m.store.get(op.weights), places: None };
            sparse::gather(&m.pool, &mut m.sparse, out, x, &terms, write);
        }
    }
    m.store.put(op.to.buffer, to);
}
