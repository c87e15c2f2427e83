//! What it takes to measure credit in trials of many steps: a circuit beside the run's own, first the exact one, then the one
//! with the run's credit.

use super::asked::Place;
use crate::circuit::Circuit;
use crate::engine::cpu::CpuEngine;
use crate::plan::memory::{Share, parts, total};
use crate::plan::{Plan, Role};
use crate::run::counterpart;
use crate::run::device::Device;
use crate::run::extent;
use crate::run::staging::Staging;

/// Buffers of a side, of which the host uses one slot.
fn used(side: &Plan) -> Vec<Share> {
    let (chunk, mut all) = (side.learn.chunk as u64, parts(side));
    for (share, buffer) in all.iter_mut().zip(&side.buffers) {
        share.bytes /= if buffer.role == Role::Host { chunk } else { 1 };
    }
    all
}

/// While the two are compared.
pub fn shares(circuit: &Circuit, plan: &Plan, place: Place) -> Vec<Share> {
    let trials = extent::credit_trials(circuit, plan);
    let credited = plan.populations.iter().filter(|p| p.third_factor.is_some());
    let neurons: f64 = credited.map(|p| circuit.size(&p.name) as f64).sum();
    let steps = trials as f64 * plan.learn.steps as f64;
    let weights = |plastic: bool| {
        let own = circuit.projections.iter().zip(&plan.weights).filter(|(p, _)| p.plastic || !plastic);
        own.map(|(_, id)| 4.0 * plan.buffer(*id).len() as f64).sum::<f64>()
    };
    // The third factors at every step and the changes of weights, of each side.
    let asked = 4.0 * steps * neurons + weights(true);
    let sides = counterpart::outlines(circuit, trials);
    let bytes = |side: &Plan| {
        let buffers = match place.device {
            Device::Cuda(_) => 0,
            Device::Reference => 2 * total(&used(side)),
            _ => total(&used(side)).saturating_add(CpuEngine::working_bytes(side, 1)),
        };
        let staging = Staging::bytes(&side.learn, &circuit.task.shape(circuit.dt), 1);
        buffers.saturating_add(staging) as f64
    };
    let largest = sides.iter().map(bytes).fold(0.0, f64::max);
    vec![
        Share::of("a circuit that credit is compared with", largest + weights(false)),
        Share::of("third factors at every step", sides.len() as f64 * asked),
    ]
}
