//! See [`crate::plan::op::Learn`].

use super::execute::Moment;
use super::matrix::Matrix;
use super::memory::Memory;
use super::structure;
use crate::plan::Structure;
use crate::plan::op::{Change, Learn};

pub fn learn(op: &Learn, memory: &mut Memory, now: Moment) {
    let (delta, activity) = (memory.view(op.delta, now.step()), memory.view(op.activity, now.step()));
    let structure = memory.structure(op.structure);
    let sum = structure::correlate(&structure, &delta, &activity);
    apply(&op.change, Some(&structure), op.replicas, &sum, memory, now);
}

/// Lets the optimizer change parameters by a gradient summed over replicas; signs and norms of weights are kept within bounds.
pub fn apply(
    change: &Change,
    structure: Option<&Structure>,
    replicas: usize,
    sum: &Matrix,
    memory: &mut Memory,
    now: Moment,
) {
    let update = change.step(now.program, now.clock, replicas);
    let mut weights = memory.whole(change.weights);
    let mut moments: Vec<Vec<f64>> = change.memory.iter().map(|&id| memory.elements(id).to_vec()).collect();
    moments.resize(2, Vec::new());
    let [first, second] = &mut moments[..] else { unreachable!("two at most") };
    change.plasticity.optimizer.apply(update, &sum.data, &mut weights.data, first, second);
    for (&id, moment) in change.memory.iter().zip(&moments) {
        memory.elements_mut(id).copy_from_slice(moment);
    }
    if let Some(structure) = structure {
        keep_within_bounds(change, structure, &mut weights.data);
    }
    memory.store(change.weights, &weights);
}

fn keep_within_bounds(change: &Change, structure: &Structure, weights: &mut [f64]) {
    if let Some(dale) = change.dale {
        for (weight, (_, pre)) in weights.iter_mut().zip(structure.pairs()) {
            if !dale.allows(pre, *weight) {
                *weight = 0.0;
            }
        }
    }
    if let Some(bound) = change.bound() {
        for row in 0..structure.rows() {
            let weights = &mut weights[structure.row(row)];
            let norm = weights.iter().map(|w| w * w).sum::<f64>().sqrt();
            if norm > bound {
                weights.iter_mut().for_each(|w| *w *= bound / norm);
            }
        }
    }
}
