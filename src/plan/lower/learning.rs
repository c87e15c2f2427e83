//! The learning half of a step: synapses, biases, manifolds.

use super::builder::Builder;
use super::forward::Forward;
use crate::manifold::Subspace;
use crate::plan::op::track::TrackItem;
use crate::plan::op::{Learn, LearnBias, Track, Work};
use crate::plan::{BufferId, Initial, Role};

/// Emits the learning of every plastic projection and bias whose population has a δ.
pub fn learn(b: &mut Builder, forward: &Forward, deltas: &[Option<BufferId>]) {
    let (replicas, updates) = (forward.replicas, b.updates);
    for (p, projection) in b.circuit.projections.iter().enumerate() {
        let (from, to, _) = b.graph.edges[p];
        let Some(delta) = deltas[to].filter(|_| projection.plastic) else { continue };
        let plasticity = b.circuit.plasticity_of(projection).clone();
        let (name, post, topology) = (projection.name(), b.size(to), b.connections[p]);
        let dale = b.circuit.dale_of(projection);
        let (rows, cols) = b.synapse_shape(p);
        let memory = remembered(b, &format!("weights.{name}"), plasticity.optimizer.state_per_synapse(), rows, cols);
        let activity = forward.activity[from].range(0, replicas);
        let weights = b.weights[p];
        b.step(
            &name,
            Work::Learn(Learn { delta, activity, weights, topology, dale, post, memory, plasticity, updates }),
        );
    }
    for (i, (name, neuron)) in b.circuit.populations.0.iter().enumerate() {
        let (Some(delta), Some(rate), Some(bias)) = (deltas[i], neuron.rate(), b.biases[i]) else { continue };
        if !rate.learn_bias || !b.graph.incoming(i).any(|p| b.circuit.projections[p].plastic) {
            continue;
        }
        let plasticity = b.circuit.plasticity.clone();
        let memory = remembered(b, &format!("bias.{name}"), plasticity.optimizer.state_per_synapse(), 1, rate.size);
        b.step(name, Work::LearnBias(LearnBias { delta, replicas, bias, memory, plasticity, updates }));
    }
}

fn remembered(b: &mut Builder, of: &str, count: usize, rows: usize, cols: usize) -> Vec<BufferId> {
    let name = ["first", "second"];
    (0..count)
        .map(|k| b.buffer(&format!("{}_moment.{of}", name[k]), rows, cols, Role::Memory, Initial::Value(0.0)))
        .collect()
}

/// Emits the tracking of every perturbed population's manifold.
pub fn track(b: &mut Builder, forward: &Forward) {
    let subspace = b.perturbation.as_ref().and_then(|p| p.subspace.clone());
    let Some(Subspace::Pca(pca)) = subspace else { return };
    let mut items = Vec::new();
    for i in b.perturbed.clone() {
        let (name, n) = (b.name(i), b.size(i));
        let state = format!("manifold.{name}");
        let manifold =
            b.buffers.iter().position(|buffer| buffer.name == state).map(BufferId).expect("made with the noise");
        let mean = b.buffer(&format!("mean.{name}"), 1, n, Role::Memory, Initial::Value(0.0));
        b.populations[i].manifold = Some(manifold);
        items.push(TrackItem {
            activity: forward.activity[i].range(0, forward.replicas.min(pca.samples)),
            basis: b.populations[i].basis.expect("made with the noise"),
            mean,
            manifold,
            rank: pca.rank,
            memory: pca.memory,
            explained: pca.explained,
            feedback: b.populations[i].feedback.map(|id| (id, b.buffers[id.0].rows)),
        });
    }
    if !items.is_empty() {
        b.step("manifolds", Work::Track(Track { items, every: pca.every }));
    }
}
