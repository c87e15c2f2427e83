//! Counterparts of a circuit in trials of several steps: the same circuit with another credit source, compiled so that an update
//! changes each weight by minus [`RATE`] times its gradient estimate, and so that third factors at every step are kept. What the credit
//! of a run is measured by.

use crate::circuit::{Circuit, Reset, Storage};
use crate::credit::{Backprop, Credit, DirectFeedback, ThirdFactor};
use crate::neuron::Neuron;
use crate::neuron::signs::Free;
use crate::plan::lower::Depth;
use crate::plan::op::Keep;
use crate::plan::{self, Buffer, BufferId, Initial, Op, Plan, Role, View, When, Work};
use crate::plasticity::{Plasticity, Schedule, Sgd, Timing, schedule};

/// The rate at which a circuit learns where its changes are measured, a power of 2: what a gradient changes is then far larger
/// than the weight, whose rounding would otherwise hide it where little is left to learn.
const RATE: f64 = (1_u64 << 60) as f64;

/// What is compiled for `replicas` held-out trials, in outline.
pub fn outlines(circuit: &Circuit, replicas: usize) -> Vec<Plan> {
    let credits = std::iter::once(exact()).chain(own(circuit));
    credits.map(|credit| compile(circuit, credit, replicas, Depth::Outline).0).collect()
}

/// The exact credit.
pub fn exact() -> Credit {
    Backprop { through_time: true }.into()
}

/// The credit whose third factor is the circuit's own, where it can be computed from what is known.
pub fn own(circuit: &Circuit) -> Option<Credit> {
    match circuit.credit.recipe().third_factor {
        ThirdFactor::LearnedBroadcast { per_step: false, .. } => Some(DirectFeedback::default().into()),
        ThirdFactor::RandomBroadcast { .. } | ThirdFactor::RandomBackward { .. } | ThirdFactor::Exact { .. } => {
            Some(circuit.credit.clone())
        }
        _ => None,
    }
}

/// The plan of the circuit with another credit source, and where it keeps third factors (steps · replicas × n) of each population.
pub fn compile(circuit: &Circuit, credit: Credit, replicas: usize, depth: Depth) -> (Plan, Vec<Option<View>>) {
    let mut plan = plan::lower_learning(&measured(circuit, credit, replicas), depth);
    let third_factors = keep_third_factors(&mut plan);
    (plan, third_factors)
}

/// The circuit with another credit source, whose weights move once a trial against their gradient estimate, whichever sign
/// they come to have: Dale's law bounds the step, not what is asked for.
fn measured(circuit: &Circuit, credit: Credit, replicas: usize) -> Circuit {
    let mut circuit = Circuit { credit, probes: Vec::new(), ..circuit.clone() };
    let plain = |plasticity: &mut Plasticity| {
        plasticity.optimizer = Sgd { rate: RATE }.into();
        plasticity.schedule = Schedule::from(schedule::Constant {});
        (plasticity.weight_decay, plasticity.max_norm, plasticity.timing) = (0.0, None, Timing::PerTrial);
    };
    plain(&mut circuit.plasticity);
    circuit.projections.iter_mut().filter_map(|p| p.plasticity.as_mut()).for_each(plain);
    for (_, population) in &mut circuit.populations.0 {
        if let Neuron::Rate(rate) = population {
            rate.signs = Free {}.into();
        }
    }
    (circuit.run.replicas, circuit.run.reset) = (replicas, Reset::Trial);
    circuit
}

/// Has the third factor of every population that gets one kept at every step.
fn keep_third_factors(plan: &mut Plan) -> Vec<Option<View>> {
    let (steps, replicas, count) = (plan.learn.steps, plan.learn.replicas, plan.populations.len());
    let mut keep = |i: usize| {
        let id = plan.populations[i].third_factor?;
        let cols = plan.buffer(id).cols;
        let name = format!("kept.third_factor.{}", plan.populations[i].name);
        plan.buffers.push(Buffer {
            name,
            rows: steps * replicas,
            cols,
            role: Role::State,
            storage: Storage::F32,
            initial: Initial::Value(0.0),
        });
        let whole = View::whole(BufferId(plan.buffers.len() - 1), steps * replicas, cols);
        let to = View { rows: replicas, slot_rows: replicas, slots: steps, ..whole };
        let uses = |op: &Op| matches!(&op.work, Work::Modulate(work) if work.third_factor.buffer == id);
        let at = plan.learn.ops.iter().position(uses)?;
        let work = Work::Keep(Keep { from: View::whole(id, replicas, cols), to });
        plan.learn.ops.insert(at + 1, Op { label: plan.populations[i].name.clone(), when: When::Backward, work });
        Some(to)
    };
    (0..count).map(&mut keep).collect()
}
