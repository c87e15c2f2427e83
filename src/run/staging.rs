//! Trials are written into the host's buffers in the layout that engines read.

use crate::engine::Engine;
use crate::plan::Program;
use crate::task::{Split, TaskShape, Trials};

/// Buffers for one program's chunk, allocated once.
pub struct Staging {
    inputs: Vec<f32>,
    targets: Vec<f32>,
    trial: Vec<f32>,
    shape: TaskShape,
}

impl Staging {
    /// Room for one chunk of `program`.
    pub fn new(program: &Program, shape: &TaskShape) -> Staging {
        let trials = program.chunk * program.replicas;
        Staging {
            inputs: vec![0.0; trials * shape.input_rows() * shape.input_len()],
            targets: vec![0.0; trials * shape.outputs],
            trial: vec![0.0; shape.input_rows() * shape.input_len()],
            shape: shape.clone(),
        }
    }

    /// Stages `slots` slots from `first` on; `trial(k)` says which trial comes k-th, counted over all replicas of all
    /// slots.
    pub fn write(
        &mut self,
        engine: &mut dyn Engine,
        program: &Program,
        (first, slots): (usize, usize),
        trials: &dyn Trials,
        split: Split,
        mut trial: impl FnMut(usize) -> u64,
    ) {
        let (rows, n, outputs) = (self.shape.input_rows(), self.shape.input_len(), self.shape.outputs);
        let replicas = program.replicas;
        for k in 0..slots * replicas {
            let (slot, replica) = (k / replicas, k % replicas);
            let target = &mut self.targets[k * outputs..(k + 1) * outputs];
            if rows == 1 {
                trials.write(split, trial(k), &mut self.inputs[k * n..(k + 1) * n], target);
                continue;
            }
            trials.write(split, trial(k), &mut self.trial, target);
            // (slot, step, replica): a step finds all its replicas side by side.
            for (step, row) in self.trial.chunks_exact(n).enumerate() {
                let at = ((slot * rows + step) * replicas + replica) * n;
                self.inputs[at..at + n].copy_from_slice(row);
            }
        }
        let per_slot = rows * replicas * n;
        engine.write(program.inputs, first * per_slot, &self.inputs[..slots * per_slot]);
        if let Some(id) = program.targets {
            let per_slot = replicas * outputs;
            engine.write(id, first * per_slot, &self.targets[..slots * per_slot]);
        }
    }

    /// The targets of what was staged last, in the order of staging.
    pub fn targets(&self) -> &[f32] {
        &self.targets
    }
}
