//! See [`crate::plan::op::Learn`].

use super::execute::Moment;
use super::matrix::Matrix;
use super::memory::Memory;
use super::sparse;
use crate::plan::BufferId;
use crate::plan::op::Learn;
use crate::plasticity::Plasticity;
use crate::plasticity::optimizer::Update;

pub fn learn(op: &Learn, memory: &mut Memory, now: Moment) {
    let activity = memory.view(op.activity, now.step());
    let delta = memory.whole(op.delta);
    let topology = op.topology.map(|id| memory.topology(id));
    let sum = match &topology {
        Some(topology) => sparse::correlate(topology, &delta, &activity),
        None => &delta.t() * &activity,
    };
    let factor = op.plasticity.schedule.factor(now.update(), op.updates);
    let decay = op.plasticity.weight_decay;
    let update = op.plasticity.optimizer.update(now.update(), factor, decay, activity.rows);
    apply(&op.plasticity, update, &sum, op.weights, &op.memory, memory);
    if let Some(dale) = op.dale {
        let weights = memory.elements_mut(op.weights);
        for synapse in 0..weights.len() {
            let pre = match &topology {
                Some(topology) => topology.incoming.columns()[synapse] as usize,
                None => synapse % activity.cols,
            };
            if !dale.allows(pre, weights[synapse]) {
                weights[synapse] = 0.0;
            }
        }
    }
    if let Some(bound) = op.plasticity.max_norm {
        for neuron in 0..op.post {
            let own = match &topology {
                Some(topology) => topology.incoming.row(neuron),
                None => neuron * activity.cols..(neuron + 1) * activity.cols,
            };
            let weights = &mut memory.elements_mut(op.weights)[own];
            let norm = weights.iter().map(|w| w * w).sum::<f64>().sqrt();
            if norm > bound {
                weights.iter_mut().for_each(|w| *w *= bound / norm);
            }
        }
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
