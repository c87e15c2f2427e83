//! The ingredients of a credit source become operations: estimation, third factor, δ.

mod perturbation;

pub use perturbation::{perturb, twins};

use super::builder::Builder;
use super::views::{Forward, NoiseParts};
use crate::credit::{Estimator, ThirdFactor};
use crate::plan::op::{
    Adjoint, Backward, Broadcast, Difference, Estimate, Keep, Modulate, OffManifold, Over, Reward, Slope, Surprise,
    Work,
};
use crate::plan::{BufferId, Initial, Role, StructureId, View, When};
use crate::plasticity::Eligibility;

/// δ of one population.
#[derive(Debug, Clone, Copy)]
pub struct Delta {
    /// At one step.
    pub at: View,
    /// What synapses learn from at once: all steps of the trial, or this one.
    pub rows: View,
    /// Weights move at every step.
    pub online: bool,
    /// How the eligibility remembers, where weights move at every step: over the trial it is in δ already.
    pub memory: Option<Over>,
    /// The slope φ' of the clean rows.
    pub slope: View,
    /// The third factor of the clean rows.
    pub third_factor: View,
}

/// Emits everything from the error to δ of every population that learns; returns the δ by population.
pub fn third_factors(b: &mut Builder, forward: &Forward) -> Vec<Option<Delta>> {
    let output = b.output.expect("a circuit that learns has an output");
    let mut deltas = vec![None; b.graph.count];
    for i in 0..b.graph.count {
        if let Some(parts) = &forward.noise[i] {
            b.populations[i].basis = parts.basis;
        }
    }
    let change = change(b, forward, output);
    deltas[output] = Some(declare(b, forward, output));
    for i in b.graph.order.clone() {
        let may_learn = i != output && b.circuit.populations.0[i].1.rate().is_some();
        if may_learn && has_third_factor(b, forward, i) {
            deltas[i] = Some(declare(b, forward, i));
        }
    }
    let error = forward.error.expect("learning has an error");
    let error = answer(b, forward, output, error, &deltas);
    modulate(b, forward, output, error, &mut deltas);
    for i in b.graph.order.clone().into_iter().rev() {
        if i == output || deltas[i].is_none() {
            continue;
        }
        let third_factor = third_factor(b, forward, i, &deltas, change);
        b.populations[i].third_factor = Some(third_factor);
        let third_factor = b.view(third_factor);
        modulate(b, forward, i, third_factor, &mut deltas);
    }
    surprises(b, forward);
    deltas
}

/// Whether this population will get a third factor.
fn has_third_factor(b: &Builder, forward: &Forward, population: usize) -> bool {
    let hidden = crate::circuit::validate::is_hidden(b.circuit, &b.graph, population);
    match b.third_factor {
        ThirdFactor::None | ThirdFactor::Surprise(_) => false,
        ThirdFactor::Exact { .. } | ThirdFactor::RandomBackward { .. } => b.reaches_output(population),
        ThirdFactor::RandomBroadcast { .. } => hidden,
        ThirdFactor::Predicted(_) => hidden && forward.noise[population].is_some() && b.reaches_output(population),
        ThirdFactor::LearnedBroadcast { .. } | ThirdFactor::Reward => hidden && forward.noise[population].is_some(),
    }
}

/// How the eligibility of a population's synapses remembers. A backward pass through time is exact with the neurons' own
/// leak only, whatever the rule.
fn eligibility(b: &Builder, population: usize) -> Option<Over> {
    let rate = b.circuit.populations.0[population].1.rate()?;
    let exact =
        matches!(b.third_factor, ThirdFactor::Exact { through_time: true } | ThirdFactor::RandomBackward { .. });
    let rule = b.circuit.rule_into(population).0;
    match if exact { Eligibility::Natural } else { rule } {
        _ if !rate.is_leaky() => None,
        Eligibility::Natural if rate.leaks_activity() => Some(Over::Activity),
        Eligibility::Natural | Eligibility::Presynaptic => Some(Over::Voltage),
        Eligibility::Product => Some(Over::Activity),
        Eligibility::Present => None,
    }
}

/// Makes the buffers of a population's δ.
fn declare(b: &mut Builder, forward: &Forward, population: usize) -> Delta {
    let n = b.size(population);
    let (name, slope) = (format!("delta.{}", b.name(population)), format!("slope.{}", b.name(population)));
    let online = b.through_time && b.circuit.rule_into(population).1;
    let make = |b: &mut Builder, name: &str| match online {
        true => {
            let id = b.scratch(name, forward.replicas, n);
            b.view(id)
        }
        false => b.history(name, forward.replicas, n),
    };
    let (at, slope) = (make(b, &name), make(b, &slope));
    let rows = if at.slots > 1 { at.all() } else { at };
    let memory = eligibility(b, population).filter(|_| online);
    // Where M comes from is known when it is computed.
    Delta { at, rows, online, memory, slope, third_factor: at }
}

/// The change of the output, or of the loss, that the perturbations caused.
fn change(b: &mut Builder, forward: &Forward, output: usize) -> Option<BufferId> {
    let p = b.perturbation.clone()?;
    let reward = b.third_factor == ThirdFactor::Reward;
    if matches!(b.third_factor, ThirdFactor::Predicted(_)) {
        return None; // each population's own change is wanted
    }
    let of = match reward {
        true => b.view(forward.losses.expect("learning has losses")),
        false => forward.activity[output],
    };
    let draws = forward.replicas * p.noise.per_sample;
    let to = b.scratch("change", draws, of.cols);
    let work =
        Work::Difference(Difference { of, replicas: forward.replicas, draws, antithetic: p.noise.antithetic, to });
    match reward {
        true => b.at_trial_end(b.name(output), work),
        false => b.step(b.name(output), work),
    }
    Some(to)
}

/// M of the output: the error, and under a backward pass what it changes at later steps.
fn answer(b: &mut Builder, forward: &Forward, output: usize, error: View, deltas: &[Option<Delta>]) -> View {
    let onward = carriers(b, output, deltas);
    if onward.is_empty() {
        return error;
    }
    let id = b.scratch(&format!("third_factor.{}", b.name(output)), forward.replicas, error.cols);
    let to = b.view(id);
    b.backward(b.name(output), Work::Keep(Keep { from: error, to }));
    carry(b, forward, output, (id, true), &onward, deltas);
    to
}

/// Emits what makes δ from M, where and when its synapses learn from it.
fn modulate(b: &mut Builder, forward: &Forward, population: usize, third_factor: View, deltas: &mut [Option<Delta>]) {
    let delta = deltas[population].as_mut().expect("declared");
    delta.third_factor = third_factor;
    let delta = *delta;
    let name = b.name(population);
    let rate = b.circuit.populations.0[population].1.rate().expect("only rate populations learn");
    let clean = |view: View| view.range(0, forward.replicas);
    let of = clean(forward.drive[population].expect("a rate population has a drive"));
    let activity = (!rate.leaks_activity()).then(|| clean(forward.activity[population]));
    let to = delta.slope;
    b.step(name, Work::Slope(Slope { activation: rate.activation.clone(), of, activity, to }));
    let leak = eligibility(b, population).filter(|_| !delta.online).map(|over| Adjoint {
        over,
        alpha: b.alphas[population].expect("a leaky population"),
        carry: b.buffer(&format!("carry.{name}"), forward.replicas, rate.size(), Role::State, Initial::Value(0.0)),
    });
    let work = Work::Modulate(Modulate { third_factor, slope: to, leak, delta: delta.at });
    emit(b, name, delta.online, work);
}

/// Credit runs with learning: at every step, or back through the trial. Answers that come at the end of a trial only are
/// learned from there.
pub fn emit(b: &mut Builder, label: &str, online: bool, work: Work) {
    match (online, b.answers_at_end) {
        (false, _) => b.backward(label, work),
        (true, false) => b.step(label, work),
        (true, true) => b.ops.push(crate::plan::Op { label: label.into(), when: When::TrialEnd, work }),
    }
}

fn third_factor(
    b: &mut Builder,
    forward: &Forward,
    population: usize,
    deltas: &[Option<Delta>],
    change: Option<BufferId>,
) -> BufferId {
    let (name, n) = (b.name(population), b.size(population));
    let online = deltas[population].is_some_and(|delta| delta.online);
    let to = b.scratch(&format!("third_factor.{name}"), forward.replicas, n);
    match b.third_factor.clone() {
        ThirdFactor::None | ThirdFactor::Surprise(_) => unreachable!("asked only where there is a third factor"),
        ThirdFactor::Predicted(estimator) => predicted(b, forward, (population, online), estimator, deltas, to),
        ThirdFactor::Exact { .. } | ThirdFactor::RandomBackward { .. } => {
            let onward = carriers(b, population, deltas);
            carry(b, forward, population, (to, false), &onward, deltas);
        }
        ThirdFactor::RandomBroadcast { gain } => {
            let outputs = b.size(b.output.expect("a circuit that learns has an output"));
            let std = gain / (outputs as f64).sqrt();
            let initial = Initial::Normal { purpose: format!("feedback/{name}"), std };
            let feedback = b.buffer(&format!("feedback.{name}"), outputs, n, Role::Memory, initial);
            b.populations[population].feedback = Some(feedback);
            let feedback = b.view(feedback);
            let error = forward.error.expect("learning has an error");
            broadcast(b, (population, online), error, (feedback, n, None, None), to);
        }
        ThirdFactor::LearnedBroadcast { estimator, per_step } => {
            let parts = forward.noise[population].clone().expect("perturbed");
            let change = change.expect("perturbed");
            let learned = (estimator, per_step, change);
            let inside = (parts.coordinates, parts.rank, parts.scale);
            let feedback = estimate(b, "feedback", population, &parts, inside, &learned);
            let off = parts
                .off
                .map(|(epsilon, scale)| estimate(b, "feedback_off", population, &parts, (epsilon, n, scale), &learned));
            b.populations[population].feedback = Some(feedback.buffer);
            b.populations[population].feedback_off = off.map(|view| view.buffer);
            let error = forward.error.expect("learning has an error");
            broadcast(b, (population, online), error, (feedback, parts.rank, parts.basis, off), to);
        }
        ThirdFactor::Reward => reward(b, forward, population, change.expect("perturbed"), to),
    }
    to
}

/// Emits the learning of feedback weights; they are kept per step of the trial or shared by all.
fn estimate(
    b: &mut Builder,
    what: &str,
    population: usize,
    parts: &NoiseParts,
    (coordinates, rank, scale): (BufferId, usize, f64),
    (estimator, per_step, change): &(Estimator, bool, BufferId),
) -> View {
    let (name, draws, outputs) = (b.name(population), b.buffers[change.0].rows, b.buffers[change.0].cols);
    let slots = if *per_step { b.steps } else { 1 };
    let initial = Initial::Value(0.0);
    let id = b.buffer(&format!("{what}.{name}"), slots * outputs, rank, Role::Memory, initial);
    let feedback = View { rows: outputs, slot_rows: outputs, slots, ..b.view(id) };
    let samples = draws * if *per_step { 1 } else { b.steps };
    let work = Estimate {
        change: *change,
        coordinates,
        draws,
        outputs,
        rank,
        feedback,
        scale: (1.0 / (samples as f64 * scale)) as f32,
        estimator: estimator.clone(),
        turn: parts.turn,
    };
    b.step(name, Work::Estimate(work));
    feedback
}

fn broadcast(
    b: &mut Builder,
    (population, online): (usize, bool),
    error: View,
    (feedback, rank, basis, off): (View, usize, Option<BufferId>, Option<View>),
    third_factor: BufferId,
) {
    let (name, neurons, replicas) = (b.name(population), b.size(population), error.rows);
    let basis = basis.map(|basis| (basis, b.scratch(&format!("error_coordinates.{name}"), replicas, rank)));
    let off = off.map(|feedback| OffManifold {
        feedback,
        product: b.scratch(&format!("off_manifold.{name}"), replicas, neurons),
        inside: b.scratch(&format!("off_manifold_inside.{name}"), replicas, rank),
    });
    let work = Broadcast { error, replicas, outputs: error.cols, neurons, feedback, basis, rank, off, third_factor };
    emit(b, name, online, Work::Broadcast(work));
}

fn reward(b: &mut Builder, forward: &Forward, population: usize, change: BufferId, third_factor: BufferId) {
    let (name, neurons) = (b.name(population), b.size(population));
    let parts = forward.noise[population].clone().expect("perturbed");
    let per_sample = b.perturbation.as_ref().expect("perturbed").noise.per_sample;
    let view = b.view(parts.coordinates);
    let coordinates = b.kept(view, &format!("history.coordinates.{name}"));
    let sums = |basis| (basis, b.scratch(&format!("reward_coordinates.{name}"), forward.replicas, parts.rank));
    let work = Reward {
        change,
        coordinates,
        per_sample,
        replicas: forward.replicas,
        neurons,
        rank: parts.rank,
        basis: parts.basis.map(sums),
        scale: (1.0 / (per_sample as f64 * parts.scale)) as f32,
        third_factor,
        turn: parts.turn,
    };
    b.backward(name, Work::Reward(work));
}

/// KeRNL: the error at the population within the step, q, through its learned sensitivity.
fn predicted(
    b: &mut Builder,
    forward: &Forward,
    (population, online): (usize, bool),
    estimator: Estimator,
    deltas: &[Option<Delta>],
    to: BufferId,
) {
    let (name, n) = (b.name(population), b.size(population));
    let parts = forward.noise[population].clone().expect("perturbed");
    let noise = b.perturbation.clone().expect("perturbed").noise;
    let draws = forward.replicas * noise.per_sample;
    let change = b.scratch(&format!("change.{name}"), draws, n);
    let of = forward.activity[population];
    let work = Difference { of, replicas: forward.replicas, draws, antithetic: noise.antithetic, to: change };
    b.step(name, Work::Difference(work));
    let own = (parts.coordinates, n, parts.scale);
    let sensitivity = estimate(b, "feedback", population, &parts, own, &(estimator, false, change));
    b.populations[population].sensitivity = Some(sensitivity.buffer);
    let error = b.scratch(&format!("own_error.{name}"), forward.replicas, n);
    let onward = carriers(b, population, deltas);
    carry(b, forward, population, (error, false), &onward, deltas);
    let error = b.view(error);
    broadcast(b, (population, online), error, (sensitivity, n, None, None), to);
}

/// Reward-modulated populations: how surprising the trial's loss was.
fn surprises(b: &mut Builder, forward: &Forward) {
    let ThirdFactor::Surprise(exploration) = b.third_factor.clone() else { return };
    for i in b.graph.order.clone() {
        if !crate::circuit::validate::is_hidden(b.circuit, &b.graph, i) {
            continue;
        }
        let (name, n) = (b.name(i), b.size(i));
        let kinds = b.circuit.task.kinds();
        let third_factor = b.scratch(&format!("third_factor.{name}"), forward.replicas, n);
        let baseline = b.buffer(&format!("baseline.{name}"), 2, kinds, Role::Memory, Initial::Value(0.0));
        let work = Surprise {
            losses: forward.losses.expect("learning has losses"),
            kinds: b.kinds,
            baseline,
            rate: exploration.baseline as f32,
            replicas: forward.replicas,
            third_factor,
        };
        b.populations[i].third_factor = Some(third_factor);
        b.at_trial_end(name, Work::Surprise(work));
    }
}

/// The projections through which a backward pass reaches this population.
fn carriers(b: &Builder, population: usize, deltas: &[Option<Delta>]) -> Vec<usize> {
    let in_time = match b.third_factor {
        ThirdFactor::Exact { through_time } => through_time && b.through_time,
        ThirdFactor::Predicted(_) => false,
        ThirdFactor::RandomBackward { .. } => b.through_time,
        _ => return Vec::new(),
    };
    let carries = |&p: &usize| deltas[b.graph.edges[p].1].is_some() && (in_time || b.graph.edges[p].2 == 0);
    b.graph.outgoing(population).filter(carries).collect()
}

/// M of one population from the δ of all that it projects to; set, or added to what is there.
fn carry(
    b: &mut Builder,
    forward: &Forward,
    population: usize,
    (third_factor, mut add): (BufferId, bool),
    carriers: &[usize],
    deltas: &[Option<Delta>],
) {
    let pre = b.size(population);
    for &p in carriers {
        let (_, post_population, ahead) = b.graph.edges[p];
        let (post, label) = (b.size(post_population), b.circuit.projections[p].name());
        let weights = match b.third_factor {
            ThirdFactor::RandomBackward { gain } => {
                let (rows, cols) = b.weights_shape(p);
                let std = gain / ((rows * cols) as f64 / post as f64).sqrt();
                let initial = Initial::Normal { purpose: format!("feedback/{label}"), std };
                b.buffer(&format!("feedback.{label}"), rows, cols, Role::Memory, initial)
            }
            _ => b.weights[p],
        };
        let delta = deltas[post_population].expect("a carrier").at;
        b.structures[p].both_ways();
        let replicas = forward.replicas;
        let work =
            Backward { delta, ahead, weights, structure: StructureId(p), replicas, post, pre, third_factor, add };
        let online = deltas[population].is_some_and(|delta| delta.online);
        emit(b, &label, online, Work::Backward(work));
        add = true;
    }
}
