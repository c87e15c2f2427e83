//! See [`crate::plan::op::LearnEligible`].

use super::gemm::trace;
use super::learn::{Taken, bound_norms, with_optimizer};
use super::machine::{Machine, Moment};
use super::sparse;
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
    match op.topology {
        None => trace::grow(&m.pool, traces, growth),
        Some(id) => {
            let synapses = &m.topologies[id.0].incoming;
            sparse::learn(&m.pool, synapses, traces, Some(growth), None, [], |_, _, []| ());
        }
    }
}

fn learn(op: &LearnEligible, (factor, change): (View, &Change), traces: &mut [f32], m: &mut Machine, now: Moment) {
    let u = now.step_of(change, op.replicas);
    let mut taken = Taken::from(change, &mut m.store);
    let growth = op.growth.map(|growth| step(growth, m, now));
    let factor = m.store.view(factor, now.clock.step);
    match op.topology {
        None => with_optimizer!(change, u, taken, trace::learn, &m.pool, traces, growth, factor, op.pre),
        Some(id) => {
            let (synapses, optimizer) = (&m.topologies[id.0].incoming, &change.plasticity.optimizer);
            sparse::learn(
                &m.pool,
                synapses,
                traces,
                growth,
                Some(factor),
                taken.all(),
                #[inline(always)]
                |first, g, [w, a, b]| {
                    optimizer.apply(u, g, w, a, b);
                    if let Some(dale) = change.dale {
                        dale.bound_listed(&synapses.columns()[first..], w);
                    }
                },
            );
        }
    }
    bound_norms(change, &mut taken.weights, op.post, m);
    taken.give_back(change, &mut m.store);
}
