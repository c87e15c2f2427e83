//! The learning half of a step: synapses, biases, manifolds.

use super::builder::Builder;
use super::credit::Delta;
use super::forward::Forward;
use crate::manifold::Subspace;
use crate::plan::op::track::TrackItem;
use crate::plan::op::{Filter, Learn, LearnBias, Track, Work};
use crate::plan::{BufferId, Initial, Role, View};

/// Emits the learning of every plastic projection and bias whose population has a δ.
pub fn learn(b: &mut Builder, forward: &Forward, deltas: &[Option<Delta>]) {
    let (replicas, updates) = (forward.replicas, b.updates);
    for (p, projection) in b.circuit.projections.iter().enumerate() {
        let (_, to, _) = b.graph.edges[p];
        let Some(delta) = deltas[to].filter(|_| projection.plastic) else { continue };
        let plasticity = b.circuit.plasticity_of(projection).clone();
        let name = projection.name();
        let activity = presynaptic(b, forward, p, delta);
        let (post, pre) = (delta.rows.cols, activity.cols);
        let memory = remembered(b, &format!("weights.{name}"), plasticity.optimizer.state_per_synapse(), post, pre);
        let (weights, online) = (b.weights[p], delta.online);
        let work =
            Learn { delta: delta.rows, activity, replicas, online, weights, post, memory, plasticity, updates };
        emit(b, &name, online, Work::Learn(work));
    }
    for (i, (name, neuron)) in b.circuit.populations.0.iter().enumerate() {
        let (Some(delta), Some(rate), Some(bias)) = (deltas[i], neuron.rate(), b.biases[i]) else { continue };
        if !rate.learn_bias || !b.graph.incoming(i).any(|p| b.circuit.projections[p].plastic) {
            continue;
        }
        let plasticity = b.circuit.plasticity.clone();
        let memory = remembered(b, &format!("bias.{name}"), plasticity.optimizer.state_per_synapse(), 1, rate.size);
        let online = delta.online;
        let work = LearnBias { delta: delta.rows, replicas, online, bias, memory, plasticity, updates };
        emit(b, name, online, Work::LearnBias(work));
    }
}

fn emit(b: &mut Builder, label: &str, online: bool, work: Work) {
    if online { b.step(label, work) } else { b.at_trial_end(label, work) }
}

/// What δ is multiplied by: the presynaptic activity of all steps; of this step, where weights move at every step, or
/// its trace, where the eligibility remembers.
fn presynaptic(b: &mut Builder, forward: &Forward, p: usize, delta: Delta) -> View {
    let (from, to, delay) = b.graph.edges[p];
    let present = forward.activity[from].range(0, forward.replicas).delayed(delay);
    if !delta.online {
        let kept = b.kept(present, &activity_history(b.name(from), delay));
        return if b.through_time { kept.all() } else { kept };
    }
    if !delta.traced {
        return present;
    }
    let name = format!("trace.{}", b.circuit.projections[p].name());
    let id = b.buffer(&name, forward.replicas, present.cols, b.state_role("learn"), Initial::Value(0.0));
    let (trace, alpha) = (b.view(id), b.alpha_values(to)[0] as f32);
    b.traces.push(trace);
    b.step(&b.circuit.projections[p].name(), Work::Filter(Filter { of: present, trace, alpha }));
    trace
}

fn activity_history(population: &str, delay: usize) -> String {
    match delay {
        0 => format!("history.activity.{population}"),
        delay => format!("history.activity.{population}_delay{delay}"),
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
        let manifold = b.named_view(&format!("manifold.{name}")).buffer;
        let mean = b.buffer(&format!("mean.{name}"), 1, n, Role::Memory, Initial::Value(0.0));
        b.populations[i].manifold = Some(manifold);
        let present = forward.activity[i].range(0, forward.replicas);
        let (activity, stride) = match b.through_time {
            true => {
                let all = b.kept(present, &activity_history(name, 0)).all();
                // An odd stride meets all replicas and all steps in turn.
                (all, (all.rows / pca.samples).max(1) | 1)
            }
            false => (present.range(0, present.rows.min(pca.samples)), 1),
        };
        let rows = activity.rows.min(stride * pca.samples);
        items.push(TrackItem {
            activity: activity.range(0, rows),
            stride,
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
        b.at_trial_end("manifolds", Work::Track(Track { items, every: pca.every }));
    }
}
