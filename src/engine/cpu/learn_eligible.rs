//! See [`crate::plan::op::LearnEligible`].

use super::gemm::trace;
use super::learn::{Taken, bound_rows, with_optimizer};
use super::machine::{Machine, Moment};
use crate::plan::View;
use crate::plan::op::{Change, Growth, LearnEligible};

pub fn learn_eligible(op: &LearnEligible, m: &mut Machine, now: Moment) {
    let mut eligibility = m.store.take(op.eligibility);
    match &op.learning {
        Some((third_factor, change)) => learn(op, (*third_factor, change), &mut eligibility, m, now),
        None => {
            if let Some(growth) = op.growth {
                trace::grow(&m.pool, &mut eligibility, step(growth, m, now));
            }
        }
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

fn learn(op: &LearnEligible, (factor, change): (View, &Change), traces: &mut [f32], m: &mut Machine, now: Moment) {
    let u = now.step_of(change, op.replicas);
    let mut taken = Taken::from(change, &mut m.store);
    let growth = op.growth.map(|growth| step(growth, m, now));
    let factor = m.store.view(factor, now.clock.step);
    with_optimizer!(change, u, taken, trace::learn, &m.pool, traces, growth, factor, op.pre);
    bound_rows(change, &mut taken.weights, op.pre, &m.pool);
    taken.give_back(change, &mut m.store);
}
