//! How many perturbations a population needs, by the law: of numbers that are given, or that a run has measured.

use super::document::prediction::{Crossover, NoisePrediction, PopulationPrediction};
use super::folder::RunFolder;
use crate::analysis::law::{self, inverse};
use crate::circuit::load_file;
use crate::credit::Draws;
use crate::error::Error;

/// What the law is asked about.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The population's name, if it has one.
    pub name: Option<String>,
    /// Neurons n.
    pub neurons: usize,
    /// Dimension d of the manifold, and the share f of the Jacobian that it captures.
    pub manifold: Option<(usize, f64)>,
    /// Perturbations K.
    pub k: Option<f64>,
    /// Distribution of the draws.
    pub draws: Draws,
    /// Draws of one update; `None`: all in one.
    pub per_update: Option<f64>,
    /// The cosine with the Jacobian that was measured.
    pub measured_cos: Option<f64>,
}

/// What the law answers, for these cosines.
pub fn predict(asked: &Asked, cosines: &[f64]) -> PopulationPrediction {
    let Asked { draws, per_update, k, .. } = *asked;
    let n = asked.neurons as f64;
    let noise = |rank: usize, f: f64| {
        let of = (f, rank as f64);
        let needed = |c: &f64| inverse::perturbations(draws, of, per_update, *c).map(|k| k as u64);
        NoisePrediction {
            rank,
            captured: f,
            ceiling: f.sqrt(),
            cos: k.map(|k| inverse::cosine_after(draws, of, per_update, k)),
            perturbations: cosines.iter().map(|c| (c.to_string(), needed(c))).collect(),
        }
    };
    let crossover = |(rank, f): (usize, f64)| {
        let (d, at) = (rank as f64, inverse::crossover_perturbations(draws, (f, rank as f64), n));
        let captured = |k: f64| {
            law::crossover_beside_others(draws, (d, n), per_update.unwrap_or(k).min(k), k, law::Others::default())
        };
        Crossover { perturbations: Some(at).filter(|at| at.is_finite()), captured: k.map(captured) }
    };
    PopulationPrediction {
        name: asked.name.clone(),
        draws: draws.name().into(),
        per_update,
        neurons: asked.neurons,
        k,
        manifold: asked.manifold.map(|(rank, f)| noise(rank, f)),
        vanilla: noise(asked.neurons, 1.0),
        crossover: asked.manifold.map(crossover),
        measured_cos: asked.measured_cos,
    }
}

/// What a finished run has measured of each population that noise perturbs.
///
/// # Errors
/// A folder that holds no finished run, or one whose credit comes from no noise.
pub fn of_run(folder: &RunFolder) -> Result<Vec<Asked>, Error> {
    let shown = folder.path().display();
    let help = "give the folder of a finished run, or numbers: --neurons 1024 --rank 16 --captured 0.8";
    let Some(summary) = folder.summary()? else {
        let message = match folder.path().exists() {
            true if folder.holds_several() => format!("{shown} holds several runs"),
            true => format!("{shown} holds no summary.json"),
            false => format!("there is no folder {shown}"),
        };
        return Err(Error::input(message, help));
    };
    if let Some(divergence) = &summary.diverged {
        return Err(Error::input(format!("the run in {shown} diverged at update {}", divergence.update), help));
    }
    let circuit = load_file(&folder.file("circuit.ron"), &[])?.circuit;
    let steps = circuit.task.shape(circuit.dt).steps;
    if steps > 1 {
        let message = format!("trials of {shown} have {steps} steps, and the law is of trials of one");
        let help = "what its credit is worth was measured: credit_quality in its summary.json and on its page";
        return Err(Error::input(message, help));
    }
    let perturbation = circuit.credit.recipe().perturbation;
    let noise = perturbation.as_ref().map(|p| p.noise.clone()).unwrap_or_default();
    let asked = |(name, quality): (&String, &super::document::CreditQuality)| {
        let (rank, f) = (quality.rank?, quality.captured?);
        let restricted = perturbation.as_ref().is_some_and(|p| p.subspace.is_some());
        Some(Asked {
            name: Some(name.clone()),
            neurons: quality.neurons,
            manifold: restricted.then_some((rank, f)),
            k: quality.k_eff.filter(|k| *k > 0.0),
            draws: noise.draws,
            per_update: Some((circuit.run.replicas * noise.per_sample) as f64),
            measured_cos: quality.cos_jacobian,
        })
    };
    let found: Vec<Asked> = summary.credit_quality.iter().filter_map(asked).collect();
    match found.is_empty() {
        false => Ok(found),
        true => Err(Error::input(
            format!("{shown} has measured no captured fraction: its credit is {}", summary.credit),
            "give a run of manifold_noise or vanilla_noise, or numbers: --neurons 1024 --rank 16 --captured 0.8",
        )),
    }
}
