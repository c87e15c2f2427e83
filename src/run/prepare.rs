//! All that is looked at between a circuit that is in order and its first step: `check` and a run go through the same.

use super::device::{Device, refused};
use super::memory::{Doing, Memory, Place};
use super::refusal;
use crate::circuit::{Circuit, Loaded};
use crate::engine::cuda::CudaEngine;
use crate::error::Error;
use crate::plan::{self, Plan};
use crate::schema::Problems;
use crate::task::{Split, TaskContext, Trials};
use std::path::Path;

/// A circuit that nothing keeps from running but the device.
pub struct Prepared {
    /// The task's trials.
    pub trials: Box<dyn Trials>,
    /// The plan of the whole run.
    pub plan: Plan,
    /// What it will take.
    pub memory: Memory,
}

/// Opens the task and compiles the circuit, for this to be done with it there.
///
/// # Errors
/// Everything that this machine lacks for the run, each at its place in the circuit file: data, memory, weight files,
/// initial weights that are numbers, what probes record.
pub fn prepare(loaded: &Loaded, data_dir: Option<&Path>, place: Place, doing: Doing) -> Result<Prepared, Problems> {
    let circuit = &loaded.circuit;
    let mut problems = Problems::default();
    let mut keep = |found: Result<(), Problems>| found.unwrap_or_else(|found| problems.append(found));
    // Before anything is opened, read or drawn. Where it does not fit, nothing that is as large as the circuit is looked at.
    let memory = match refusal::memory(loaded, place, doing) {
        Ok(memory) => memory,
        Err(found) => {
            keep(Err(found));
            keep(refusal::probes(loaded, &plan::outline(circuit, 1)));
            return Err(problems);
        }
    };
    let context = TaskContext { seed: circuit.seed, dt: circuit.dt, data_dir };
    let trials = circuit.task.open(&context).map_err(|error| keep(Err(refusal::task(loaded, &error)))).ok();
    // How long a run is may follow from the data: without them the rest is looked at for a run of one update.
    let updates = trials.as_ref().map_or(1, |trials| updates(circuit, trials.len(Split::Train)));
    if trials.is_some() {
        keep(refusal::recordings(loaded, updates));
    }
    let plan = plan::lower(circuit, updates);
    // A checkpoint holds the weights: files of initial ones are not needed again.
    if !doing.restores {
        keep(refusal::initial_weights(loaded, &plan));
    }
    keep(refusal::probes(loaded, &plan));
    match trials {
        Some(trials) if problems.is_empty() => Ok(Prepared { trials, plan, memory }),
        _ => Err(problems),
    }
}

/// Whether this device can run the plan. A GPU is asked for everything; the CPU is there.
pub fn device(device: Device, plan: &Plan) -> Result<(), Error> {
    match device.choose().device {
        Device::Cuda(ordinal) => CudaEngine::open(plan.clone(), ordinal).map(drop).map_err(refused),
        Device::Cpu | Device::Reference | Device::Auto => Ok(()),
    }
}

/// Updates in a run of this circuit.
pub fn updates(circuit: &Circuit, epoch: Option<u64>) -> u64 {
    match (circuit.run.updates, circuit.run.epochs, epoch) {
        (Some(updates), ..) => updates,
        (None, Some(epochs), Some(trials)) => {
            (epochs * trials as f64 / circuit.run.replicas as f64).ceil().max(1.0) as u64
        }
        _ => 1000,
    }
}
