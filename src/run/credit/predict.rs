//! What the law makes of the rank, the captured fraction and the number of perturbations; and the controls beside them.

use crate::analysis::alignment::{captured_fraction, energy};
use crate::analysis::{law, subspace};
use crate::credit::{Perturbation, ThirdFactor, Turns};
use crate::plan::op::track::TrackItem;
use crate::rng::Stream;
use crate::run::document::CreditQuality;
use crate::run::session::Session;

/// What a population's noise does to the output.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Effect {
    /// Share of the Jacobian that lies in the subspace of the noise.
    captured: Option<f64>,
    /// ‖J Uᵀ‖² times the noise's variance in units of σ²; 0 without noise.
    size: f64,
}

impl Session {
    /// Rank, captured fraction, effective perturbations, and what the law makes of them.
    pub(super) fn predict(
        &self,
        p: &Perturbation,
        i: usize,
        (jacobian, basis): (&[f32], Option<&[f32]>),
        effects: &[Effect],
        quality: &mut CreditQuality,
    ) {
        let n = quality.neurons;
        let rank = basis.map_or(n, |basis| self.components_in_use(i, basis.len() / n));
        quality.rank = Some(rank);
        quality.captured = effects[i].captured;
        let per_update = self.circuit.run.replicas * p.noise.per_sample;
        if let ThirdFactor::LearnedBroadcast { estimator, .. } = self.circuit.credit.recipe().third_factor {
            let k = estimator.effective_perturbations(self.turns(i), per_update);
            quality.k_eff = Some(k);
            let own = effects[i].size;
            let others = effects.iter().map(|effect| effect.size).sum::<f64>() - own;
            let cross = if p.noise.turns == Turns::Together { others / own } else { 0.0 };
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
        quality.captured_chance = Some(rank as f64 / n as f64);
        quality.captured_null = captured_fraction(rows, &random.single(), n);
        quality.crossover = quality.k_eff.map(|k| law::crossover(rank as f64, n as f64, k));
    }

    /// What a population's noise does to the output, with this basis if it is restricted to one.
    pub(super) fn effect(&self, i: usize, jacobian: Option<&[f32]>, basis: Option<&[f32]>) -> Effect {
        let population = &self.plan.populations[i];
        let (Some(jacobian), Some(p), Some(_)) =
            (jacobian, self.circuit.credit.recipe().perturbation, population.third_factor)
        else {
            return Effect::default();
        };
        let n = self.circuit.size(&population.name);
        let captured = match basis {
            Some(basis) => captured_fraction(jacobian, &basis[..self.components_in_use(i, basis.len() / n) * n], n),
            None => Some(1.0),
        };
        let variance = p.energy_of_rank.map_or(1.0, |rank| rank as f64 / n as f64);
        Effect { captured, size: variance * energy(jacobian) * captured.unwrap_or(1.0) }
    }

    /// How many of a basis's `rank` components carry noise: fewer than all where the manifold explains enough with less.
    pub(super) fn components_in_use(&self, population: usize, rank: usize) -> usize {
        let active =
            self.plan.populations[population].manifold.map(|id| self.read(id)[rank + TrackItem::ACTIVE] as usize);
        active.filter(|&active| active > 0).unwrap_or(rank)
    }
}
