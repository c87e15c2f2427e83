//! See [`crate::plan::op::LearnEligible`].

use super::change::Taken;
use super::gemm::trace;
use super::machine::{Machine, Moment};
use super::structure;
use crate::plan::View;
use crate::plan::op::{Change, Growth, LearnEligible};

pub fn learn_eligible(op: &LearnEligible, m: &mut Machine, now: Moment) {
    let mut eligibility = m.store.take(op.eligibility);
    match &op.learning {
        Some((third_factor, change)) => learn(op, (*third_factor, change), &mut eligibility, m, now),
        None => grow(op, &mut eligibility, m, now),
    }
    m.store.put(op.eligibility, eligibility);
}

fn step<'a>(growth: Growth, m: &'a Machine, now: Moment) -> trace::Step<'a> {
    trace::Step {
        growth: if growth.cubed { trace::Growth::Cubic } else { trace::Growth::Linear },
        keep: m.store.get(growth.keep),
        gain: m.store.whole(growth.gain),
        x: m.store.view(growth.activity, now.clock.step),
    }
}

fn grow(op: &LearnEligible, traces: &mut [f32], m: &Machine, now: Moment) {
    let Some(growth) = op.growth.map(|growth| step(growth, m, now)) else { return };
    structure::grow(&m.structures[op.structure.0], &m.pool, traces, growth);
}

fn learn(op: &LearnEligible, (factor, change): (View, &Change), traces: &mut [f32], m: &mut Machine, now: Moment) {
    let u = now.step_of(change, op.replicas);
    let mut taken = Taken::from(change, &mut m.store);
    let growth = op.growth.map(|growth| step(growth, m, now));
    let factor = m.store.view(factor, now.clock.step);
    let structure = &m.structures[op.structure.0];
    structure::learn_eligible(structure, &m.pool, traces, growth, factor, (change, u), &mut taken);
    structure::bound_norms(structure, &m.pool, change, &mut taken.weights);
    taken.give_back(change, &mut m.store);
}
