//! See [`crate::plan::op::Backward`].

use super::gemm::{self, Write};
use super::machine::{Machine, Moment};
use super::mat::MatMut;
use super::sparse::{self, Terms};
use crate::plan::op::Backward;

pub fn backward(op: &Backward, m: &mut Machine, now: Moment) {
    let mut third_factor = m.store.take(op.third_factor);
    if now.clock.step_in_trial(now.program) + op.ahead < now.program.steps {
        let out = MatMut::new(&mut third_factor, op.replicas, op.pre);
        let delta = m.store.view(op.delta, now.clock.step + op.ahead as u64);
        let write = if op.add { Write::Add } else { Write::Set };
        match op.topology.and_then(|id| m.topologies[id.0].outgoing.as_ref()) {
            None => gemm::combine(&m.pool, &mut m.scratch, out, delta, m.store.whole(op.weights), write),
            Some(outgoing) => {
                let (rows, places) = (&outgoing.targets, Some(&outgoing.places[..]));
                let terms = Terms { rows, weights: m.store.get(op.weights), places };
                sparse::gather(&m.pool, &mut m.sparse, out, delta, &terms, write);
            }
        }
    } else if !op.add {
        third_factor.fill(0.0);
    }
    m.store.put(op.third_factor, third_factor);
}
