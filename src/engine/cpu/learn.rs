//! See [`crate::plan::op::Learn`].

use super::change::Taken;
use super::machine::{Machine, Moment};
use super::structure;
use crate::plan::op::Learn;

pub fn learn(op: &Learn, m: &mut Machine, now: Moment) {
    let (structure, u) = (&m.structures[op.structure.0], now.step_of(&op.change, op.replicas));
    let mut taken = Taken::from(&op.change, &mut m.store);
    let (delta, x) = (m.store.view(op.delta, now.clock.step), m.store.view(op.activity, now.clock.step));
    structure::learn(structure, &m.pool, &mut m.space, (&op.change, u), &mut taken, delta, x);
    structure::bound_norms(structure, &m.pool, &op.change, &mut taken.weights);
    taken.give_back(&op.change, &mut m.store);
}
