//! What the law makes of the rank, the captured fraction and the number of perturbations; and the controls beside them.

use super::onto;
use crate::analysis::{law, subspace};
use crate::credit::{Perturbation, ThirdFactor, Turns};
use crate::plan::op::track::TrackItem;
use crate::rng::Stream;
use crate::run::document::CreditQuality;
use crate::run::session::Session;

impl Session {
    /// Rank, captured fraction, effective perturbations, and what the law makes of them.
    pub(super) fn predict(
        &self,
        p: &Perturbation,
        i: usize,
        (jacobian, basis): (&[f32], Option<&[f32]>),
        effects: &[f64],
        quality: &mut CreditQuality,
    ) {
        let n = quality.neurons;
        let rank = basis.map_or(n, |basis| self.components_in_use(i, basis.len() / n));
        quality.rank = Some(rank);
        quality.captured = match basis {
            Some(basis) => captured(jacobian, &basis[..rank * n], n),
            None => Some(1.0),
        };
        let per_update = self.circuit.run.replicas * p.noise.per_sample;
        if let ThirdFactor::LearnedBroadcast { estimator, .. } = self.circuit.credit.recipe().third_factor {
            let k = estimator.effective_perturbations(self.turns(i), per_update);
            quality.k_eff = Some(k);
            let others = effects.iter().sum::<f64>() - effects[i];
            let cross = if p.noise.turns == Turns::Together { others / effects[i] } else { 0.0 };
            let law = |f| law::cosine_beside_others(p.noise.draws, f, rank as f64, per_update as f64, k, cross);
            quality.predicted_cos = quality.captured.map(law);
        } else {
            quality.k_eff = Some(p.noise.per_sample as f64);
        }
        if basis.is_some() {
            self.control(i, jacobian, quality);
        }
    }

    /// What any subspace of the same rank would capture of some rows of length n, and what this one must capture to be
    /// worth it. The random subspace has a stream of its own: it is drawn for every measurement afresh, and always the
    /// same one.
    pub(super) fn control(&self, i: usize, rows: &[f32], quality: &mut CreditQuality) {
        let (n, Some(rank)) = (quality.neurons, quality.rank) else { return };
        let Stream { key } = Stream::new(self.circuit.seed, &format!("null/{}", self.plan.populations[i].name));
        let random = subspace::random_basis(n, rank, u64::from(key[0]) | u64::from(key[1]) << 32);
        let random: Vec<f32> = random.data().iter().map(|&x| x as f32).collect();
        quality.captured_chance = Some(rank as f64 / n as f64);
        quality.captured_null = captured(rows, &random, n);
        quality.crossover = quality.k_eff.map(|k| law::crossover(rank as f64, n as f64, k));
    }

    /// What a population's noise does to the output, ‖J Uᵀ‖² times its variance in units of σ²; 0 if it has none.
    pub(super) fn effect(&self, i: usize, jacobian: Option<&[f32]>) -> f64 {
        let population = &self.plan.populations[i];
        let (Some(jacobian), Some(p), Some(_)) =
            (jacobian, self.circuit.credit.recipe().perturbation, population.third_factor)
        else {
            return 0.0;
        };
        let n = self.circuit.size(&population.name);
        let captured = population.basis.and_then(|id| {
            let basis = self.read(id);
            captured(jacobian, &basis[..self.components_in_use(i, basis.len() / n) * n], n)
        });
        let variance = p.energy_of_rank.map_or(1.0, |rank| rank as f64 / n as f64);
        variance * energy(jacobian) * captured.unwrap_or(1.0)
    }

    /// How many of a basis's `rank` components carry noise: fewer than all where the manifold explains enough with less.
    pub(super) fn components_in_use(&self, population: usize, rank: usize) -> usize {
        let active =
            self.plan.populations[population].manifold.map(|id| self.read(id)[rank + TrackItem::ACTIVE] as usize);
        active.filter(|&active| active > 0).unwrap_or(rank)
    }
}

/// The share of some rows (each of length n) that lies in the span of orthonormal rows (rank × n). `None` for rows that
/// are all zero. The same as `alignment::captured_fraction`, with the products in single precision and in blocks.
pub(super) fn captured(rows: &[f32], basis: &[f32], n: usize) -> Option<f64> {
    let total = energy(rows);
    (total > 0.0).then(|| (energy(&onto(rows, basis, n)) / total).min(1.0))
}

/// Σ x², in sixteen sums side by side: one after the other, each addition would wait for the last.
fn energy(x: &[f32]) -> f64 {
    let (chunks, rest) = x.as_chunks::<16>();
    let mut sums = [0.0; 16];
    for chunk in chunks {
        sums.iter_mut().zip(chunk).for_each(|(sum, x)| *sum += f64::from(*x) * f64::from(*x));
    }
    sums.iter().sum::<f64>() + rest.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>()
}
