//! The learning half of a step: synapses, biases, manifolds.

use super::builder::Builder;
use super::change::{change, change_of_weights, presynaptic};
use super::credit::{Delta, emit};
use super::reward;
use super::views::Forward;
use crate::circuit::validate::needs_own_eligibility;
use crate::manifold::Subspace;
use crate::plan::op::track::TrackItem;
use crate::plan::op::{Change, Filter, Gain, Growth, Learn, LearnBias, LearnEligible, Over, Track, Work};
use crate::plan::{Initial, Role, StructureId, View};

/// Emits the learning of every plastic projection and bias whose population has a δ.
pub fn learn(b: &mut Builder, forward: &Forward, deltas: &[Option<Delta>]) {
    for (p, projection) in b.circuit.projections.iter().enumerate().filter(|(_, p)| p.plastic) {
        let (_, to, _) = b.graph.edges[p];
        match deltas[to] {
            Some(delta) if needs_own_eligibility(b.circuit, to) && delta.online => {
                let (name, activity) = (projection.name(), presynaptic(b, forward, p));
                let change = change_of_weights(b, p, true);
                eligible(b, (to, StructureId(p)), delta, &name, activity, change);
            }
            Some(delta) => {
                let activity = seen(b, forward, p, delta);
                let change = change_of_weights(b, p, delta.online);
                let (structure, replicas) = (StructureId(p), forward.replicas);
                let work = Learn { delta: delta.rows, activity, structure, replicas, change };
                when(b, &projection.name(), delta.online, Work::Learn(work));
            }
            None => reward::learn(b, forward, p),
        }
    }
    for (i, (name, neuron)) in b.circuit.populations.0.iter().enumerate() {
        let (Some(delta), Some(rate), Some(bias)) = (deltas[i], neuron.rate(), b.biases[i]) else { continue };
        if !rate.learn_bias || !b.graph.incoming(i).any(|p| b.circuit.projections[p].plastic) {
            continue;
        }
        let plasticity = b.circuit.plasticity.clone();
        let shape = if delta.memory.is_some() { (rate.size(), 1) } else { (1, rate.size()) };
        let mut change = change(b, (bias, &format!("bias.{name}")), plasticity, shape, delta.online);
        change.bias = true;
        if delta.memory.is_some() {
            // A bias is the weight of an input that is always 1.
            let one = b.buffer(&format!("one.{name}"), forward.replicas, 1, Role::Constant, Initial::Value(1.0));
            let one = b.view(one);
            let structure = b.of_biases(rate.size());
            eligible(b, (i, structure), delta, &format!("bias.{name}"), one, change);
        } else {
            let work = LearnBias { delta: delta.rows, replicas: forward.replicas, change };
            when(b, name, delta.online, Work::LearnBias(work));
        }
    }
}

/// Learning at every step runs with the third factor, the rest when a trial has ended.
fn when(b: &mut Builder, label: &str, online: bool, work: Work) {
    if online { emit(b, label, true, work) } else { b.at_trial_end(label, work) }
}

/// What δ is multiplied by: the presynaptic activity of all steps; of this step, where weights move at every step, or
/// its trace, where the eligibility remembers.
fn seen(b: &mut Builder, forward: &Forward, p: usize, delta: Delta) -> View {
    let (from, to, delay) = b.graph.edges[p];
    let present = presynaptic(b, forward, p);
    if !delta.online {
        let kept = b.kept(present, &activity_history(b.name(from), delay));
        return if b.through_time { kept.all() } else { kept };
    }
    if delta.memory.is_none() {
        return present;
    }
    let projection = b.circuit.projections[p].name();
    let role = b.state_role("learn");
    let id = b.buffer(&format!("trace.{projection}"), forward.replicas, present.cols, role, Initial::Value(0.0));
    let (trace, alpha) = (b.view(id), b.alpha_values(to)[0] as f32);
    b.traces.push((trace, 0.0));
    b.step(&projection, Work::Filter(Filter { of: present, trace, alpha }));
    trace
}

/// Synapses that keep an eligibility of their own and learn from it at every step.
fn eligible(
    b: &mut Builder,
    (post, structure): (usize, StructureId),
    delta: Delta,
    label: &str,
    activity: View,
    change: Change,
) {
    let (name, n, replicas) = (b.name(post), b.size(post), activity.rows);
    let alpha = b.alphas[post].expect("a leaky population");
    let over = delta.memory.expect("an eligibility that remembers");
    let gain = b.scratch(&format!("gain.{label}"), replicas, n);
    let slope = (over == Over::Activity).then_some(delta.slope);
    b.step(name, Work::Gain(Gain { alpha, slope, replicas, to: gain }));
    let kept = b.alpha_values(post).iter().map(|alpha| (1.0 - alpha) as f32).collect();
    let keep = b.buffer(&format!("keep.{label}"), 1, n, Role::Constant, Initial::Given(kept));
    let (role, synapses) = (b.state_role("learn"), b.buffers[change.weights.0].len());
    let eligibility = b.buffer(&format!("eligibility.{label}"), replicas, synapses, role, Initial::Value(0.0));
    let view = b.view(eligibility);
    b.traces.push((view, 0.0));
    let third_factor = if over == Over::Activity { delta.third_factor } else { delta.at };
    let growth = Some(Growth { activity, gain, keep, cubed: false });
    let learning = Some((third_factor, change));
    let whole = LearnEligible { eligibility, structure, replicas, growth, learning };
    if b.answers_at_end {
        // Eligibilities grow at every step, and are read at the last one.
        b.step(label, Work::LearnEligible(LearnEligible { learning: None, ..whole.clone() }));
        emit(b, label, true, Work::LearnEligible(LearnEligible { growth: None, ..whole }));
    } else {
        b.step(label, Work::LearnEligible(whole));
    }
}

fn activity_history(population: &str, delay: usize) -> String {
    match delay {
        0 => format!("history.activity.{population}"),
        delay => format!("history.activity.{population}_delay{delay}"),
    }
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
