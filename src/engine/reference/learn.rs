//! See [`crate::plan::op::Learn`].

use super::execute::Moment;
use super::matrix::Matrix;
use super::memory::Memory;
use crate::plan::op::{Change, Learn};

pub fn learn(op: &Learn, memory: &mut Memory, now: Moment) {
    let sum = &memory.view(op.delta, now.step()).t() * &memory.view(op.activity, now.step());
    apply(&op.change, op.replicas, &sum, memory, now);
}

/// Lets the optimizer change parameters by a gradient summed over replicas.
pub fn apply(change: &Change, replicas: usize, sum: &Matrix, memory: &mut Memory, now: Moment) {
    let rule = &change.plasticity;
    let update = change.step(now.program, now.clock, replicas);
    let mut values = memory.whole(change.weights);
    let mut moments: Vec<Vec<f64>> = change.memory.iter().map(|&id| memory.elements(id).to_vec()).collect();
    moments.resize(2, Vec::new());
    let [first, second] = &mut moments[..] else { unreachable!("two at most") };
    rule.optimizer.apply(update, &sum.data, &mut values.data, first, second);
    for (&id, moment) in change.memory.iter().zip(&moments) {
        memory.elements_mut(id).copy_from_slice(moment);
    }
    if let Some(bound) = change.bound() {
        for neuron in 0..values.rows {
            let norm = values.row(neuron).iter().map(|w| w * w).sum::<f64>().sqrt();
            if norm > bound {
                values.row_mut(neuron).iter_mut().for_each(|w| *w *= bound / norm);
            }
        }
    }
    memory.store(change.weights, &values);
}
