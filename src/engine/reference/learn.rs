//! See [`crate::plan::op::Learn`].

use super::execute::Moment;
use super::matrix::Matrix;
use super::memory::Memory;
use super::sparse;
use crate::plan::op::{Change, Learn};

pub fn learn(op: &Learn, memory: &mut Memory, now: Moment) {
    let (delta, activity) = (memory.view(op.delta, now.step()), memory.view(op.activity, now.step()));
    let sum = match op.change.topology.map(|id| memory.topology(id)) {
        Some(topology) => sparse::correlate(&topology, &delta, &activity),
        None => &delta.t() * &activity,
    };
    apply(&op.change, op.replicas, &sum, memory, now);
}

/// Lets the optimizer change parameters by a gradient summed over replicas; signs and norms are kept within bounds.
pub fn apply(change: &Change, replicas: usize, sum: &Matrix, memory: &mut Memory, now: Moment) {
    let update = change.step(now.program, now.clock, replicas);
    let mut weights = memory.whole(change.weights);
    let mut moments: Vec<Vec<f64>> = change.memory.iter().map(|&id| memory.elements(id).to_vec()).collect();
    moments.resize(2, Vec::new());
    let [first, second] = &mut moments[..] else { unreachable!("two at most") };
    change.plasticity.optimizer.apply(update, &sum.data, &mut weights.data, first, second);
    for (&id, moment) in change.memory.iter().zip(&moments) {
        memory.elements_mut(id).copy_from_slice(moment);
    }
    let topology = change.topology.map(|id| memory.topology(id));
    let cols = weights.cols;
    if let Some(dale) = change.dale {
        for (synapse, weight) in weights.data.iter_mut().enumerate() {
            let pre = match &topology {
                Some(topology) => topology.incoming.columns()[synapse] as usize,
                None => synapse % cols,
            };
            if !dale.allows(pre, *weight) {
                *weight = 0.0;
            }
        }
    }
    if let Some(bound) = change.bound() {
        for neuron in 0..topology.as_ref().map_or(weights.rows, |topology| topology.post) {
            let own = match &topology {
                Some(topology) => topology.incoming.row(neuron),
                None => neuron * cols..(neuron + 1) * cols,
            };
            let weights = &mut weights.data[own];
            let norm = weights.iter().map(|w| w * w).sum::<f64>().sqrt();
            if norm > bound {
                weights.iter_mut().for_each(|w| *w *= bound / norm);
            }
        }
    }
    memory.store(change.weights, &weights);
}
