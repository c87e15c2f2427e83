//! Noise is drawn and added to the twins of each replica.

use crate::credit::{Draws, Filter, Perturbation, Turns};
use crate::manifold::Subspace;
use crate::plan::lower::builder::Builder;
use crate::plan::lower::views::{Forward, NoiseParts};
use crate::plan::op::track::TrackItem;
use crate::plan::op::{Draw, Isotropic, Perturb, Turn, Work};
use crate::plan::{Initial, Role};
use crate::rng::Stream;

/// Twins per replica.
pub fn twins(perturbation: &Perturbation) -> usize {
    perturbation.noise.per_sample * if perturbation.noise.antithetic { 2 } else { 1 }
}

/// What filtered noise keeps from one step to the next: what the population's own leak keeps (on average, where its
/// neurons differ), so that an estimate credits what the noise does later as the eligibility remembers what came before.
fn kept(b: &Builder, p: &Perturbation, population: usize) -> f64 {
    if p.filter == Filter::White || !b.through_time {
        return 0.0;
    }
    let alphas = b.alpha_values(population);
    1.0 - alphas.iter().sum::<f64>() / alphas.len() as f64
}

/// Emits drawing and adding of one population's noise.
pub fn perturb(b: &mut Builder, forward: &Forward, population: usize, first: bool) -> NoiseParts {
    let p = b.perturbation.clone().expect("only called with a perturbation");
    let (name, n) = (b.name(population).to_string(), b.size(population));
    let draws = forward.replicas * p.noise.per_sample;
    let rank = p.subspace.as_ref().map_or(n, Subspace::rank);
    let keep = kept(b, &p, population) as f32;
    let role = if keep > 0.0 { Role::State } else { Role::Scratch };
    let noise_buffer =
        |b: &mut Builder, what: &str, cols| b.buffer(&format!("{what}.{name}"), draws, cols, role, Initial::Value(0.0));
    let coordinates = noise_buffer(b, "coordinates", rank);
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
        Work::Draw(Draw { coordinates, draws, rank, replicas, distribution, stream, keep, turn, manifold })
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
        let epsilon = noise_buffer(b, "isotropic", n);
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
