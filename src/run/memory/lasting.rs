//! What lies in memory from a run's beginning to its end.

use super::asked::{Doing, Place};
use crate::circuit::probe::Reduce;
use crate::circuit::{Circuit, Storage};
use crate::engine::cpu::CpuEngine;
use crate::plan::memory::{Share, parts};
use crate::plan::{Buffer, BufferId, Initial, Plan, Program, Role};
use crate::run::device::Device;
use crate::run::extent;
use crate::run::staging::Staging;

/// The program itself, the libraries that it is linked with, what it holds besides large tables, and the gaps between these.
pub const PROGRAM: u64 = 20 << 20;
/// What it is called.
pub const THE_PROGRAM: &str = "the program itself";

/// A part that stays.
pub struct Part {
    pub share: Share,
    /// Whether it is in memory as soon as the engine is opened: what is zero at first takes none before it is written.
    pub at_once: bool,
}

/// All of them.
pub fn shares(circuit: &Circuit, plan: &Plan, place: Place, doing: Doing) -> Vec<Part> {
    let part = |name: &str, bytes: u64, at_once| Part { share: Share { name: name.into(), bytes }, at_once };
    let slots = Slots::of(circuit, plan, doing);
    let mut all = buffers(plan, place, slots);
    let constants = plan.buffers.iter().filter(|b| matches!(b.initial, Initial::Given(_))).map(|b| 4 * b.len() as u64);
    let shape = circuit.task.shape(circuit.dt);
    let evaluation = plan.evaluate.as_ref().map_or(0, |program| Staging::bytes(program, &shape, slots.evaluate));
    let staging = Staging::bytes(&plan.learn, &shape, slots.learn).saturating_add(evaluation);
    let working = match place.device {
        Device::Reference | Device::Cuda(_) => 0,
        _ => CpuEngine::working_bytes(plan, place.threads),
    };
    all.extend([
        part(THE_PROGRAM, PROGRAM, true),
        part("the data set", circuit.task.holdings().bytes, true),
        part("constants of neurons", constants.fold(0, u64::saturating_add), true),
        part("working space of products", working, false),
        part("trials on their way to the engine", staging, false),
        part(
            "answers on their way back",
            read_back(plan, &plan.learn) / plan.learn.chunk as u64 * slots.learn as u64,
            false,
        ),
        part("probes on their way to files", probes(circuit, plan), false),
    ]);
    all
}

/// Slots of a chunk that are used: what is exchanged with the host is zero at first, and takes no memory before it is written.
#[derive(Clone, Copy)]
struct Slots {
    learn: usize,
    evaluate: usize,
}

impl Slots {
    fn of(circuit: &Circuit, plan: &Plan, doing: Doing) -> Slots {
        let updates = if doing.learns { circuit.run.updates.unwrap_or(u64::MAX) } else { 0 };
        let evaluate = plan.evaluate.as_ref().map_or(0, |program| {
            let trials = extent::evaluated(circuit, plan, doing.rows);
            trials.div_ceil(program.replicas as u64).min(program.chunk as u64)
        });
        Slots { learn: updates.min(plan.learn.chunk as u64) as usize, evaluate: evaluate as usize }
    }

    /// Bytes that are used of a buffer.
    fn used(self, plan: &Plan, buffer: &Buffer) -> u64 {
        let (slots, chunk) = match &plan.evaluate {
            Some(program) if buffer.name.starts_with("evaluate.") => (self.evaluate, program.chunk),
            _ => (self.learn, plan.learn.chunk),
        };
        if buffer.role == Role::Host { buffer.bytes() / chunk as u64 * slots as u64 } else { buffer.bytes() }
    }
}

/// The plan's buffers and lists of synapses, as this engine keeps them.
fn buffers(plan: &Plan, place: Place, slots: Slots) -> Vec<Part> {
    let written = |at: usize| {
        plan.buffers
            .get(at)
            .is_none_or(|b| matches!(b.role, Role::Parameter | Role::Memory | Role::Drawn | Role::Constant))
    };
    let size = |at: usize, share: &Share| match (place.device, plan.buffers.get(at)) {
        // They lie on the device.
        (Device::Cuda(_), Some(_)) => 0,
        (Device::Reference, Some(buffer)) => {
            slots.used(plan, buffer).saturating_mul(if buffer.storage == Storage::F16 { 4 } else { 2 })
        }
        (_, Some(buffer)) => slots.used(plan, buffer),
        (_, None) => share.bytes,
    };
    let parts = parts(plan).into_iter().enumerate();
    parts.map(|(at, share)| Part { at_once: written(at), share: Share { bytes: size(at, &share), ..share } }).collect()
}

/// Outputs and losses of one chunk.
pub fn read_back(plan: &Plan, program: &Program) -> u64 {
    let bytes = |id: Option<BufferId>| id.map_or(0, |id| plan.buffer(id).bytes());
    bytes(program.outputs).saturating_add(bytes(program.losses))
}

fn probes(circuit: &Circuit, plan: &Plan) -> u64 {
    let recorded = circuit.probes.iter().zip(plan.learn.probes.iter());
    let bytes = recorded.filter_map(|(probe, recorded)| {
        let recorded = (*recorded)?;
        let cols = plan.buffer(recorded.to).cols as f64;
        let whole = recorded.rows as f64 * cols;
        let kept = match &probe.reduce {
            Reduce::Whole(_) => whole,
            Reduce::Mean(_) | Reduce::Norm(_) => recorded.rows as f64,
            Reduce::Leading(leading) => (recorded.rows * leading.count) as f64,
        };
        let basis = recorded.basis.map_or(0.0, |(_, rank)| rank as f64 * cols);
        Some((4.0 * (whole + kept + basis)) as u64)
    });
    bytes.fold(0, u64::saturating_add)
}
