//! See [`crate::plan::op::Backward`].

use super::gemm::Write;
use super::machine::{Machine, Moment};
use super::mat::MatMut;
use super::structure::{self, Weights};
use crate::plan::op::Backward;

pub fn backward(op: &Backward, m: &mut Machine, now: Moment) {
    let mut third_factor = m.store.take(op.third_factor);
    if now.clock.step_in_trial(now.program) + op.ahead < now.program.steps {
        let structure = &m.structures[op.structure.0];
        let out = MatMut::new(&mut third_factor, op.replicas, op.pre);
        let delta = m.store.view(op.delta, now.clock.step + op.ahead as u64);
        let write = if op.add { Write::Add } else { Write::Set };
        let weights = Weights { store: &m.store, id: op.weights };
        structure::backward(structure, &m.pool, &mut m.space, weights, delta, (out, write));
    } else if !op.add {
        third_factor.fill(0.0);
    }
    m.store.put(op.third_factor, third_factor);
}
