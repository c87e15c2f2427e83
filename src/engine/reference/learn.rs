//! See [`crate::plan::op::Learn`].

use super::execute::Moment;
use super::matrix::Matrix;
use super::memory::Memory;
use crate::plan::BufferId;
use crate::plan::op::Learn;
use crate::plasticity::Plasticity;
use crate::plasticity::optimizer::Update;

pub fn learn(op: &Learn, memory: &mut Memory, now: Moment) {
    let activity = memory.view(op.activity, now.step());
    let sum = &memory.view(op.delta, now.step()).t() * &activity;
    let (change, changes) = now.clock.changes(now.program, op.online, op.updates);
    let factor = op.plasticity.schedule.factor(change, changes);
    let update = op.plasticity.optimizer.update(change, factor, op.plasticity.weight_decay, op.replicas);
    apply(&op.plasticity, update, &sum, op.weights, &op.memory, memory);
    if let Some(bound) = op.plasticity.max_norm {
        let mut weights = memory.whole(op.weights);
        for neuron in 0..op.post {
            let norm = weights.row(neuron).iter().map(|w| w * w).sum::<f64>().sqrt();
            if norm > bound {
                weights.row_mut(neuron).iter_mut().for_each(|w| *w *= bound / norm);
            }
        }
        memory.store(op.weights, &weights);
    }
}

/// Lets the optimizer change parameters by a gradient summed over replicas.
pub fn apply(
    rule: &Plasticity,
    update: Update<f64>,
    sum: &Matrix,
    parameters: BufferId,
    remembered: &[BufferId],
    memory: &mut Memory,
) {
    let mut values = memory.whole(parameters).data;
    let mut moments: Vec<Vec<f64>> = remembered.iter().map(|&id| memory.elements(id).to_vec()).collect();
    moments.resize(2, Vec::new());
    let [first, second] = &mut moments[..] else { unreachable!("two at most") };
    rule.optimizer.apply(update, &sum.data, &mut values, first, second);
    memory.elements_mut(parameters).copy_from_slice(&values);
    for (&id, moment) in remembered.iter().zip(&moments) {
        memory.elements_mut(id).copy_from_slice(moment);
    }
}
