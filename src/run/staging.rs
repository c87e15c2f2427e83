//! Trials are written into the host's buffers in the layout that engines read: (slot, step, replica), so that a step
//! finds all its replicas side by side.

use crate::engine::Engine;
use crate::plan::Program;
use crate::task::{Metric, Split, TaskShape, Trials, Written};

/// Buffers for one program's chunk, allocated once.
pub struct Staging {
    inputs: Vec<f32>,
    targets: Vec<f32>,
    weights: Vec<f32>,
    kinds: Vec<f32>,
    conditions: Vec<usize>,
    /// Which trial each replica of each slot is.
    indices: Vec<u64>,
    split: Split,
    trial: Written,
    shape: TaskShape,
    replicas: usize,
}

impl Staging {
    /// Room for one chunk of `program`.
    pub fn new(program: &Program, shape: &TaskShape) -> Staging {
        let trials = program.chunk * program.replicas;
        Staging {
            inputs: vec![0.0; trials * shape.input_rows() * shape.input_len()],
            targets: vec![0.0; trials * shape.target_rows() * shape.outputs],
            weights: vec![0.0; trials * shape.target_rows()],
            kinds: vec![0.0; trials],
            conditions: vec![0; trials],
            indices: vec![0; trials],
            split: Split::Train,
            trial: Written::room(shape),
            shape: shape.clone(),
            replicas: program.replicas,
        }
    }

    /// Bytes of what is used of [`Staging::new`] by trials that take `slots` slots of a chunk, of any size.
    pub fn bytes(program: &Program, shape: &TaskShape, slots: usize) -> u64 {
        let trials = slots as f64 * program.replicas as f64;
        let (inputs, targets) = (shape.input_rows() as f64 * shape.input_len() as f64, shape.target_rows() as f64);
        let trial = 4.0 * (inputs + targets * (shape.outputs as f64 + 1.0));
        ((trials + 1.0) * trial + 12.0 * trials) as u64
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
        self.split = split;
        for k in 0..slots * self.replicas {
            self.indices[k] = trial(k);
            self.trial.write(trials, split, self.indices[k]);
            self.kinds[k] = self.trial.kind as f32;
            self.conditions[k] = self.trial.condition;
            let (rows, cols) = (self.shape.input_rows(), self.shape.input_len());
            spread(&self.trial.inputs, (rows, cols), &mut self.inputs, (k, self.replicas));
            let rows = self.shape.target_rows();
            spread(&self.trial.targets, (rows, self.shape.outputs), &mut self.targets, (k, self.replicas));
            spread(&self.trial.weights, (rows, 1), &mut self.weights, (k, self.replicas));
        }
        let mut send = |id, values: &[f32], per_trial: usize| {
            let per_slot = self.replicas * per_trial;
            engine.write(id, first * per_slot, &values[..slots * per_slot]);
        };
        send(program.inputs, &self.inputs, self.shape.input_rows() * self.shape.input_len());
        if let Some(id) = program.targets {
            send(id, &self.targets, self.shape.target_rows() * self.shape.outputs);
        }
        if let Some(id) = program.weights {
            send(id, &self.weights, self.shape.target_rows());
        }
        if let Some(id) = program.kinds {
            send(id, &self.kinds, 1);
        }
    }

    /// The targets of what was staged last, in the order of staging: (slot, step, replica).
    pub fn targets(&self) -> &[f32] {
        &self.targets
    }

    /// The condition of the k-th trial of what was staged last.
    pub fn condition(&self, k: usize) -> usize {
        self.conditions[k]
    }

    /// Outputs, target and weight of each row of the k-th trial of what was staged last.
    pub fn rows_of<'a>(
        &'a self,
        outputs: &'a [f32],
        k: usize,
    ) -> impl Iterator<Item = (&'a [f32], &'a [f32], &'a [f32])> {
        let (rows, cols) = (self.shape.target_rows(), self.shape.outputs);
        (0..rows).map(move |row| {
            let at = place(row, rows, (k, self.replicas));
            let numbers = at * cols..(at + 1) * cols;
            (&outputs[numbers.clone()], &self.targets[numbers], &self.weights[at..at + 1])
        })
    }

    /// Calls `add` with outputs, targets and weights of the first `count` trials of what was staged last, in pieces.
    pub fn scored_rows(&self, outputs: &[f32], count: usize, mut add: impl FnMut(&[f32], &[f32], &[f32])) {
        let (answers, cols) = (self.shape.target_rows(), self.shape.outputs);
        for first in (0..count).step_by(self.replicas) {
            let replicas = self.replicas.min(count - first);
            for row in 0..answers {
                let at = place(row, answers, (first, self.replicas));
                let (rows, numbers) = (at..at + replicas, at * cols..(at + replicas) * cols);
                add(&outputs[numbers.clone()], &self.targets[numbers], &self.weights[rows]);
            }
        }
    }

    /// Calls `add` with the place and the score of each of the first `count` trials of what was staged last, where the task scores
    /// trials itself. `outputs`: (slot, step, replica) × outputs.
    pub fn score_trials(
        &self,
        trials: &dyn Trials,
        metric: Metric,
        outputs: &[f32],
        count: usize,
        mut add: impl FnMut(usize, f64),
    ) {
        if metric != Metric::PerTrial {
            return;
        }
        let (rows, cols) = (self.shape.target_rows(), self.shape.outputs);
        let mut own = vec![0.0; rows * cols];
        for k in 0..count {
            for (row, own) in own.chunks_exact_mut(cols).enumerate() {
                let at = place(row, rows, (k, self.replicas)) * cols;
                own.copy_from_slice(&outputs[at..at + cols]);
            }
            // An output that is no number is as wrong as can be.
            let finite = own.iter().all(|y| y.is_finite());
            add(k, if finite { trials.score(self.split, self.indices[k], &own) } else { 0.0 });
        }
    }
}

/// Where row `row` of `rows` of the k-th trial lies.
fn place(row: usize, rows: usize, (k, replicas): (usize, usize)) -> usize {
    (k / replicas * rows + row) * replicas + k % replicas
}

/// Copies the rows of one trial to their places.
fn spread(from: &[f32], (rows, cols): (usize, usize), to: &mut [f32], (k, replicas): (usize, usize)) {
    if cols == 0 {
        return;
    }
    for (row, values) in from.chunks_exact(cols).enumerate() {
        let at = place(row, rows, (k, replicas)) * cols;
        to[at..at + cols].copy_from_slice(values);
    }
}
