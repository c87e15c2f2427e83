//! Synapses that learn from one number a trial: how its loss differs from what was expected, or from its twin's.

use super::builder::Builder;
use super::change::{change_of_weights, presynaptic};
use super::views::Forward;
use crate::credit::{Exploration, ThirdFactor};
use crate::plan::op::{Deviation, Difference, Explore, Growth, LearnByLoss, LearnEligible, PerturbWeights, Work};
use crate::plan::{BufferId, Initial, Op, Program, Role, StructureId, View, When};
use crate::rng::Stream;

/// The exploration of this population, where its neurons are kicked.
fn exploration(b: &Builder, population: usize) -> Option<Exploration> {
    let hidden = crate::circuit::validate::is_hidden(b.circuit, &b.graph, population);
    match &b.third_factor {
        ThirdFactor::Surprise(exploration) if hidden => Some(exploration.clone()),
        _ => None,
    }
}

/// Emits the kicks of one population, if it is kicked, before its neurons integrate their input.
pub fn explore(b: &mut Builder, program: &Program, population: usize, input: View) {
    let Some(exploration) = exploration(b, population).filter(|_| program.name == "learn") else { return };
    let name = b.name(population);
    let work = Explore {
        input,
        alpha: b.alphas[population],
        probability: (exploration.rate * b.circuit.dt / 1000.0).min(1.0) as f32,
        amplitude: exploration.amplitude as f32,
        stream: Stream::new(b.circuit.seed, &format!("kicks/{name}")),
    };
    b.step(name, Work::Explore(work));
}

/// Makes the weights of the twins of a projection, where its population learns by weight perturbation.
pub fn perturb_weights(b: &mut Builder, p: usize) -> Option<BufferId> {
    let projection = &b.circuit.projections[p];
    let (_, to, _) = b.graph.edges[p];
    let sigma = b.weight_noise.filter(|_| projection.plastic)?;
    if !crate::circuit::validate::is_hidden(b.circuit, &b.graph, to) {
        return None;
    }
    let (name, (rows, cols)) = (projection.name(), b.weights_shape(p));
    let noise = b.buffer(&format!("weight_noise.{name}"), rows, cols, Role::State, Initial::Value(0.0));
    let perturbed = b.buffer(&format!("perturbed_weights.{name}"), rows, cols, Role::State, Initial::Value(0.0));
    let stream = Stream::new(b.circuit.seed, &format!("weight_perturbation/{name}"));
    let work = PerturbWeights { weights: b.weights[p], noise, perturbed, scale: sigma as f32, stream };
    b.ops.push(Op { label: name, when: When::TrialStart, work: Work::PerturbWeights(work) });
    Some(perturbed)
}

/// Emits the learning of a projection whose population has no third factor of its own at every step.
pub fn learn(b: &mut Builder, forward: &Forward, p: usize) {
    let (_, to, _) = b.graph.edges[p];
    if !crate::circuit::validate::is_hidden(b.circuit, &b.graph, to) {
        return;
    }
    if let Some(sigma) = b.weight_noise {
        by_loss(b, forward, p, sigma);
    } else if let Some(exploration) = exploration(b, to) {
        by_surprise(b, forward, p, &exploration);
    }
}

fn by_loss(b: &mut Builder, forward: &Forward, p: usize, sigma: f64) {
    let (replicas, name) = (forward.replicas, b.circuit.projections[p].name());
    let losses = match b.find("change") {
        Some(id) => id,
        None => {
            let to = b.scratch("change", replicas, 1);
            let of = b.view(forward.losses.expect("learning has losses"));
            let work = Difference { of, replicas, draws: replicas, antithetic: false, to };
            b.at_trial_end("loss", Work::Difference(work));
            to
        }
    };
    let noise = b.named_view(&format!("weight_noise.{name}")).buffer;
    let change = change_of_weights(b, p, false);
    let structure = StructureId(p);
    let work = LearnByLoss { losses, noise, scale: (1.0 / sigma) as f32, structure, replicas, change };
    b.at_trial_end(&name, Work::LearnByLoss(work));
}

fn by_surprise(b: &mut Builder, forward: &Forward, p: usize, exploration: &Exploration) {
    let (_, to, _) = b.graph.edges[p];
    let (name, replicas) = (b.circuit.projections[p].name(), forward.replicas);
    let (gain, keep) = deviation(b, forward, to, exploration);
    let activity = presynaptic(b, forward, p);
    let (structure, synapses) = (StructureId(p), b.buffers[b.weights[p].0].len());
    let eligibility = b.buffer(&format!("eligibility.{name}"), replicas, synapses, Role::State, Initial::Value(0.0));
    let sum = b.view(eligibility);
    b.sums.push((sum, 0.0));
    let growth = Some(Growth { activity, gain, keep, cubed: exploration.cubed });
    let whole = LearnEligible { eligibility, structure, replicas, growth, learning: None };
    b.step(&name, Work::LearnEligible(whole.clone()));
    let third_factor = b.populations[to].third_factor.expect("made with the surprise");
    let third_factor = b.view(third_factor);
    let change = change_of_weights(b, p, false);
    let learning = Some((third_factor, change));
    b.at_trial_end(&name, Work::LearnEligible(LearnEligible { growth: None, learning, ..whole }));
}

/// How far each neuron is from its running mean, and what its synapses keep: everything. Made at the first request.
fn deviation(b: &mut Builder, forward: &Forward, population: usize, p: &Exploration) -> (BufferId, BufferId) {
    let (name, n) = (b.name(population), b.size(population));
    let (gain, keep) = (format!("gain.{name}"), format!("keep.{name}"));
    if let (Some(gain), Some(keep)) = (b.find(&gain), b.find(&keep)) {
        return (gain, keep);
    }
    let role = b.state_role("learn");
    let rate = b.circuit.populations.0[population].1.rate().expect("only rate populations learn");
    let initial = rate.initial as f32;
    let mean = b.buffer(&format!("running_mean.{name}"), forward.replicas, n, role, Initial::Value(initial));
    let mean = b.view(mean);
    b.traces.push((mean, initial));
    let to = b.scratch(&gain, forward.replicas, n);
    let of = forward.drive[population].expect("a rate population has a drive").range(0, forward.replicas);
    let kept = (-b.circuit.dt / p.mean_tau).exp() as f32;
    b.step(name, Work::Deviation(Deviation { of, mean, keep: kept, to }));
    let keep = b.buffer(&keep, 1, n, Role::Constant, Initial::Value(1.0));
    (to, keep)
}
