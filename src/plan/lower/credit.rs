//! The ingredients of a credit source become operations: perturbation, estimation, third factor.

use super::builder::Builder;
use super::forward::Forward;
use crate::credit::{Draws, Perturbation, ThirdFactor, Turns};
use crate::manifold::Subspace;
use crate::plan::op::track::TrackItem;
use crate::plan::op::{
    Backward, Broadcast, Difference, Draw, Estimate, Isotropic, Modulate, OffManifold, Perturb, Reward, Turn, Work,
};
use crate::plan::{BufferId, Initial, Role};
use crate::rng::Stream;

/// Twins per replica.
pub fn twins(perturbation: &Perturbation) -> usize {
    perturbation.noise.per_sample * if perturbation.noise.antithetic { 2 } else { 1 }
}

/// What later operations need to know of a population's noise.
#[derive(Debug, Clone)]
pub struct NoiseParts {
    pub coordinates: BufferId,
    pub basis: Option<BufferId>,
    pub rank: usize,
    pub scale: f64,
    /// ε⊥ and its scale.
    pub off: Option<(BufferId, f64)>,
    pub turn: Turn,
}

/// Emits drawing and adding of one population's noise.
pub fn perturb(b: &mut Builder, forward: &Forward, population: usize, first: bool) -> NoiseParts {
    let p = b.perturbation.clone().expect("only called with a perturbation");
    let (name, n) = (b.name(population).to_string(), b.size(population));
    let draws = forward.replicas * p.noise.per_sample;
    let rank = p.subspace.as_ref().map_or(n, Subspace::rank);
    let coordinates = b.scratch(&format!("coordinates.{name}"), draws, rank);
    let place = b.perturbed.iter().position(|&q| q == population).unwrap_or(0) as u64;
    let of = if p.noise.turns == Turns::RoundRobin { b.perturbed.len() as u64 } else { 1 };
    let turn = Turn { place, of };

    let basis = p.subspace.as_ref().map(|_| {
        let purpose = format!("basis/{name}");
        b.buffer(&format!("basis.{name}"), rank, n, Role::Memory, Initial::Orthonormal { purpose })
    });
    let tracked = matches!(p.subspace, Some(Subspace::Pca(_)));
    let manifold = tracked.then(|| {
        let cols = rank + TrackItem::EXTRA;
        b.buffer(&format!("manifold.{name}"), 1, cols, Role::Memory, Initial::Value(0.0))
    });
    let stream = Stream::new(b.circuit.seed, &format!("perturbation/{name}"));
    let draw = |coordinates, rank, distribution, stream, manifold| {
        let replicas = forward.replicas;
        Work::Draw(Draw { coordinates, draws, rank, replicas, distribution, stream, turn, manifold })
    };
    let limited = manifold.filter(|_| matches!(&p.subspace, Some(Subspace::Pca(pca)) if pca.explained.is_some()));
    b.step(&name, draw(coordinates, rank, p.noise.draws, stream, limited));

    // The isotropic share a of the energy σ² d: a d/n of it along each direction, the rest along the manifold's.
    let sigma2 = p.noise.sigma * p.noise.sigma;
    let spread = p.isotropic * rank as f64 / n as f64;
    let scale = match p.energy_of_rank {
        Some(energy) => (sigma2 * energy as f64 / n as f64).sqrt(),
        None => (sigma2 * (1.0 - p.isotropic + spread)).sqrt(),
    };
    let off_scale = (sigma2 * spread).sqrt();
    let isotropic = (p.isotropic > 0.0).then(|| {
        let epsilon = b.scratch(&format!("isotropic.{name}"), draws, n);
        let inside = b.scratch(&format!("isotropic_inside.{name}"), draws, rank);
        let distribution = if p.noise.draws == Draws::Orthogonal { Draws::Gaussian } else { p.noise.draws };
        b.step(&name, draw(epsilon, n, distribution, stream.child(1), None));
        Isotropic { epsilon, inside, scale: off_scale as f32 }
    });
    let noise = basis.map(|_| b.scratch(&format!("perturbation.{name}"), draws, n));
    let off = isotropic.as_ref().map(|isotropic| (isotropic.epsilon, off_scale));
    let work = Perturb {
        activity: forward.activity[population],
        replicas: forward.replicas,
        draws,
        antithetic: p.noise.antithetic,
        first,
        coordinates,
        basis,
        noise,
        scale: scale as f32,
        isotropic,
        turn,
    };
    b.step(&name, Work::Perturb(work));
    NoiseParts { coordinates, basis, rank, scale, off, turn }
}

/// Emits everything from the error to δ of every population that learns; returns the δ by population.
pub fn third_factors(b: &mut Builder, forward: &Forward) -> Vec<Option<BufferId>> {
    let output = b.output.expect("a circuit that learns has an output");
    let mut deltas = vec![None; b.graph.count];
    for i in 0..b.graph.count {
        if let Some(parts) = &forward.noise[i] {
            b.populations[i].basis = parts.basis;
        }
    }
    let change = change(b, forward, output);
    deltas[output] = Some(modulate(b, forward, output, forward.error.expect("learning has an error")));
    for i in b.graph.order.clone().into_iter().rev() {
        if i == output || b.circuit.populations.0[i].1.rate().is_none() {
            continue;
        }
        if let Some(third_factor) = third_factor(b, forward, i, &deltas, change) {
            b.populations[i].third_factor = Some(third_factor);
            deltas[i] = Some(modulate(b, forward, i, third_factor));
        }
    }
    deltas
}

/// The change of the output, or of the loss, that the perturbations caused.
fn change(b: &mut Builder, forward: &Forward, output: usize) -> Option<BufferId> {
    let p = b.perturbation.clone()?;
    let of = match b.third_factor {
        ThirdFactor::Reward => b.view(forward.losses.expect("learning has losses")),
        _ => forward.activity[output],
    };
    let draws = forward.replicas * p.noise.per_sample;
    let to = b.scratch("change", draws, of.cols);
    let work = Difference { of, replicas: forward.replicas, draws, antithetic: p.noise.antithetic, to };
    b.step(b.name(output), Work::Difference(work));
    Some(to)
}

fn modulate(b: &mut Builder, forward: &Forward, population: usize, third_factor: BufferId) -> BufferId {
    let name = b.name(population);
    let rate = b.circuit.populations.0[population].1.rate().expect("only rate populations learn");
    let delta = b.scratch(&format!("delta.{name}"), forward.replicas, b.size(population));
    let state = forward.state[population].expect("a rate population has a state").range(0, forward.replicas);
    let activity = forward.activity[population].range(0, forward.replicas);
    let activation = rate.activation.clone();
    b.step(name, Work::Modulate(Modulate { third_factor, state, activity, activation, delta }));
    delta
}

fn third_factor(
    b: &mut Builder,
    forward: &Forward,
    population: usize,
    deltas: &[Option<BufferId>],
    change: Option<BufferId>,
) -> Option<BufferId> {
    let hidden = crate::circuit::validate::is_hidden(b.circuit, &b.graph, population);
    let (name, n) = (b.name(population), b.size(population));
    let make = |b: &mut Builder| b.scratch(&format!("third_factor.{name}"), forward.replicas, n);
    match b.third_factor.clone() {
        ThirdFactor::Exact => backward(b, forward, population, deltas, None),
        ThirdFactor::RandomBackward { gain } => backward(b, forward, population, deltas, Some(gain)),
        ThirdFactor::RandomBroadcast { gain } if hidden => {
            let outputs = b.size(b.output?);
            let std = gain / (outputs as f64).sqrt();
            let initial = Initial::Normal { purpose: format!("feedback/{name}"), std };
            let feedback = b.buffer(&format!("feedback.{name}"), outputs, n, Role::Memory, initial);
            b.populations[population].feedback = Some(feedback);
            Some(broadcast(b, forward, population, feedback, n, None))
        }
        ThirdFactor::LearnedBroadcast(estimator) if hidden => {
            let parts = forward.noise[population].clone()?;
            let outputs = b.size(b.output?);
            let learn = |b: &mut Builder, what: &str, coordinates, rank, scale: f64| {
                let feedback = b.buffer(&format!("{what}.{name}"), outputs, rank, Role::Memory, Initial::Value(0.0));
                let draws = b.buffers[change?.0].rows;
                let work = Estimate {
                    change: change?,
                    coordinates,
                    draws,
                    outputs,
                    rank,
                    feedback,
                    scale: (1.0 / (draws as f64 * scale)) as f32,
                    estimator: estimator.clone(),
                    turn: parts.turn,
                };
                b.step(name, Work::Estimate(work));
                Some(feedback)
            };
            let feedback = learn(b, "feedback", parts.coordinates, parts.rank, parts.scale)?;
            let off = match parts.off {
                Some((epsilon, scale)) => Some(learn(b, "feedback_off", epsilon, n, scale)?),
                None => None,
            };
            b.populations[population].feedback = Some(feedback);
            b.populations[population].feedback_off = off;
            Some(broadcast(b, forward, population, feedback, parts.rank, parts.basis))
        }
        ThirdFactor::Reward if hidden => {
            let parts = forward.noise[population].clone()?;
            let per_sample = b.perturbation.as_ref()?.noise.per_sample;
            let third_factor = make(b);
            let basis = parts
                .basis
                .map(|basis| (basis, b.scratch(&format!("reward_coordinates.{name}"), forward.replicas, parts.rank)));
            let work = Reward {
                change: change?,
                coordinates: parts.coordinates,
                per_sample,
                replicas: forward.replicas,
                neurons: n,
                rank: parts.rank,
                basis,
                scale: (1.0 / (per_sample as f64 * parts.scale)) as f32,
                third_factor,
                turn: parts.turn,
            };
            b.step(name, Work::Reward(work));
            Some(third_factor)
        }
        _ => None,
    }
}

fn broadcast(
    b: &mut Builder,
    forward: &Forward,
    population: usize,
    feedback: BufferId,
    rank: usize,
    basis: Option<BufferId>,
) -> BufferId {
    let (name, neurons, replicas) = (b.name(population), b.size(population), forward.replicas);
    let third_factor = b.scratch(&format!("third_factor.{name}"), replicas, neurons);
    let basis = basis.map(|basis| (basis, b.scratch(&format!("error_coordinates.{name}"), replicas, rank)));
    let off = b.populations[population].feedback_off.map(|feedback| OffManifold {
        feedback,
        product: b.scratch(&format!("off_manifold.{name}"), replicas, neurons),
        inside: b.scratch(&format!("off_manifold_inside.{name}"), replicas, rank),
    });
    let error = forward.error.expect("learning has an error");
    let outputs = b.buffers[error.0].cols;
    let work = Broadcast { error, replicas, outputs, neurons, feedback, basis, rank, off, third_factor };
    b.step(name, Work::Broadcast(work));
    third_factor
}

/// M of one population from the δ of all that it projects to; `random` gives fixed feedback weights their gain.
fn backward(
    b: &mut Builder,
    forward: &Forward,
    population: usize,
    deltas: &[Option<BufferId>],
    random: Option<f64>,
) -> Option<BufferId> {
    let (name, pre) = (b.name(population), b.size(population));
    let outgoing: Vec<usize> = b.graph.outgoing(population).filter(|&p| deltas[b.graph.edges[p].1].is_some()).collect();
    if outgoing.is_empty() {
        return None;
    }
    let third_factor = b.scratch(&format!("third_factor.{name}"), forward.replicas, pre);
    for (n, &p) in outgoing.iter().enumerate() {
        let post_population = b.graph.edges[p].1;
        let post = b.size(post_population);
        let label = b.circuit.projections[p].name();
        let weights = match random {
            None => b.weights[p],
            Some(gain) => {
                let (rows, cols) = b.synapse_shape(p);
                let in_degree = (rows * cols) as f64 / post as f64;
                let std = gain / in_degree.sqrt();
                let initial = Initial::Normal { purpose: format!("feedback/{label}"), std };
                b.buffer(&format!("feedback.{label}"), rows, cols, Role::Memory, initial)
            }
        };
        let delta = deltas[post_population]?;
        let topology = b.connections[p];
        topology.into_iter().for_each(|id| b.topologies[id.0].with_outgoing());
        let work =
            Backward { delta, weights, topology, replicas: forward.replicas, post, pre, third_factor, add: n > 0 };
        b.step(&label, Work::Backward(work));
    }
    Some(third_factor)
}
