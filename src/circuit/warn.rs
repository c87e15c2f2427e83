//! What is legal but most likely not meant: numbers that make a part of the circuit do nothing, or drown in rounding.

use super::{Circuit, Reset};
use crate::credit::Credit;
use crate::neuron::{Rate, TimeConstant};
use crate::plasticity::{Plasticity, Schedule};
use crate::schema::Problems;

/// Differences of activities, outputs and losses, which are of the order of 1, are taken in single precision, whose numbers
/// near 1 lie 2⁻²³ = 1.2·10⁻⁷ apart. A perturbation of ten such spacings still has less than 10 % of rounding in it, 1 % of the
/// variance of an estimate; of a smaller one less and less is left.
pub const LEAST_SIGMA: f64 = 10.0 * f32::EPSILON as f64;

/// Leaky states of the order of 1 move by α times how far they are from where they go: below half of single precision's
/// spacing, not at all.
pub const LEAST_ALPHA: f64 = 0.5 * f32::EPSILON as f64;

/// Warnings of a circuit in order, whose run has so many updates; `places` tells where its values stand.
pub fn warnings(circuit: &Circuit, updates: u64, places: &Problems) -> Problems {
    let mut found = places.clone();
    delays(circuit, &mut found);
    warm_up(circuit, updates, &mut found);
    sigma(circuit, &mut found);
    for (name, neuron) in &circuit.populations.0 {
        if let Some(rate) = neuron.rate() {
            leak(circuit.dt, name, rate, &mut found);
        }
    }
    found
}

fn delays(circuit: &Circuit, found: &mut Problems) {
    let steps = circuit.task.shape(circuit.dt).steps;
    for (i, projection) in circuit.projections.iter().enumerate().filter(|(_, p)| p.delay >= steps) {
        let (name, delay) = (projection.name(), projection.delay);
        let within = match circuit.run.reset {
            Reset::Trial => "a trial",
            Reset::Never => "an evaluation, which begins every trial afresh",
        };
        let count = if steps == 1 { "one step".into() } else { format!("{steps} steps") };
        let message = format!("`{name}` carries nothing within {within}: a trial has {count}, the delay is of {delay}");
        let help = match steps {
            1 => "give the task a duration, or leave the projection out".into(),
            _ => format!("write a delay below {steps}, or make trials longer"),
        };
        found.at(&format!("projections.{i}.delay"), message, help);
    }
}

fn warm_up(circuit: &Circuit, updates: u64, found: &mut Problems) {
    let mut check = |path: String, plasticity: &Plasticity| {
        let Schedule::Cosine(cosine) = &plasticity.schedule else { return };
        if cosine.warmup >= updates && updates > 0 && cosine.warmup > 0 {
            let share = 100.0 * updates as f64 / cosine.warmup as f64;
            let message = format!(
                "the warm-up of {} updates is not shorter than the run of {updates}: the rate rises to {share:.0} % of what is \
                 asked, and never falls",
                cosine.warmup
            );
            found.at(&path, message, format!("write a warm-up well below {updates}"));
        }
    };
    if circuit.projections.iter().any(|p| p.plastic && p.plasticity.is_none()) {
        check("plasticity.schedule.warmup".into(), &circuit.plasticity);
    }
    for (i, projection) in circuit.projections.iter().enumerate().filter(|(_, p)| p.plastic) {
        if let Some(own) = &projection.plasticity {
            check(format!("projections.{i}.plasticity.schedule.warmup"), own);
        }
    }
}

fn sigma(circuit: &Circuit, found: &mut Problems) {
    let (path, sigma) = match (&circuit.credit, circuit.credit.recipe().perturbation) {
        (Credit::WeightPerturbation(source), _) => ("credit.sigma", source.sigma),
        (_, Some(perturbation)) => {
            // Where the noise has the energy of a few directions, each of the n neurons gets its share.
            let most = circuit.populations.0.iter().filter_map(|(_, neuron)| neuron.rate()).map(|rate| rate.size).max();
            let share = perturbation.energy_of_rank.map_or(1.0, |rank| rank as f64 / most.unwrap_or(1) as f64);
            ("credit.noise.sigma", perturbation.noise.sigma * share.min(1.0).sqrt())
        }
        _ => return,
    };
    if sigma < LEAST_SIGMA && circuit.task.shape(circuit.dt).outputs > 0 {
        let message = format!(
            "sigma = {sigma:e} drowns in single precision, which rounds what it changes by {:.0e} of itself",
            f32::EPSILON
        );
        found.at(
            path,
            message,
            format!("write {LEAST_SIGMA:.1e} or more; --device reference computes in double precision"),
        );
    }
}

fn leak(dt: f64, name: &str, rate: &Rate, found: &mut Problems) {
    let slowest = match rate.tau {
        TimeConstant::Instant => return,
        TimeConstant::Milliseconds(tau) => tau,
        TimeConstant::Spread { high, .. } => high,
    };
    let alpha = rate.alpha_of(Some(slowest), dt);
    if alpha < LEAST_ALPHA {
        let message = format!(
            "tau = {slowest:e} ms is {:.0e} steps of dt = {dt} ms: what the state moves in a step is lost in single precision",
            slowest / dt
        );
        let help = format!("write tau below {:.0e} ms, or a longer dt", dt / LEAST_ALPHA);
        found.at(&format!("populations.{name}.tau"), message, help);
    }
}
