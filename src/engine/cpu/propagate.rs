//! See [`crate::plan::op::Propagate`].

use super::gemm::{self, Sweep, Write};
use super::machine::{Machine, Moment};
use super::mat::MatMut;
use super::sparse::{self, Terms};
use crate::plan::op::Propagate;

pub fn propagate(op: &Propagate, m: &mut Machine, now: Moment) {
    let mut to = m.store.take(op.to.buffer);
    let out = MatMut::new(&mut to[op.to.elements_at(now.clock.step)], op.to.rows, op.to.cols);
    let write = if op.add { Write::Add } else { Write::Set };
    let step = now.clock.step;
    let from = m.store.view(op.from, now.clock.step);
    match (op.topology, m.store.whole_half(op.weights)) {
        (Some(id), _) => {
            let rows = &m.topologies[id.0].incoming;
            let terms = Terms { rows, weights: m.store.get(op.weights), places: None };
            sparse::gather(&m.pool, &mut m.sparse, out, from, &terms, write);
        }
        (None, Some(weights)) => {
            let sweep = Sweep::of(step, 2 * weights.rows() * weights.cols());
            gemm::propagate_from(sweep, &m.pool, out, from, weights, write);
        }
        (None, None) => {
            let weights = m.store.whole(op.weights);
            let sweep = Sweep::of(step, 4 * weights.rows() * weights.cols());
            gemm::propagate_from(sweep, &m.pool, out, from, weights, write);
        }
    }
    m.store.put(op.to.buffer, to);
}
