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
    /// The same of noise in all directions.
    whole: f64,
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
            let together = p.noise.turns == Turns::Together;
            let sum = |of: fn(&Effect) -> f64| match together {
                true => effects.iter().map(of).sum::<f64>() - of(&effects[i]),
                false => 0.0,
            };
            let (manifold, vanilla) = (sum(|effect| effect.size), sum(|effect| effect.whole));
            let (d, n, per_update) = (rank as f64, n as f64, per_update as f64);
            let cross = if manifold > 0.0 { manifold / effects[i].size } else { 0.0 };
            let law = |f| law::cosine_beside_others(p.noise.draws, f, d, per_update, k, cross);
            quality.predicted_cos = quality.captured.map(law);
            let whole = effects[i].whole;
            let others = law::Others { manifold: manifold / whole, vanilla: vanilla / whole };
            let crossover = law::crossover_beside_others(p.noise.draws, (d, n), per_update, k, others);
            quality.crossover = basis.filter(|_| crossover.is_finite()).map(|_| crossover);
        } else {
            quality.k_eff = Some(p.noise.per_sample as f64);
            quality.crossover = basis.map(|_| law::crossover(rank as f64, n as f64, p.noise.per_sample as f64));
        }
        if basis.is_some() {
            self.control(i, jacobian, quality);
        }
    }

    /// What any subspace of the same rank would capture of some rows of length n. The random subspace has a stream of its own: it is drawn for every measurement afresh, and always the
    /// same one.
    pub(super) fn control(&self, i: usize, rows: &[f32], quality: &mut CreditQuality) {
        let (n, Some(rank)) = (quality.neurons, quality.rank) else { return };
        let random = subspace::random_basis(n, rank, self.null_seed(i));
        quality.captured_chance = Some(rank as f64 / n as f64);
        quality.captured_null = captured_fraction(rows, &random.single(), n);
    }

    /// The seed of the random subspaces that stand beside a population's.
    pub(in crate::run) fn null_seed(&self, i: usize) -> u64 {
        let Stream { key } = Stream::new(self.circuit.seed, &format!("null/{}", self.plan.populations[i].name));
        u64::from(key[0]) | u64::from(key[1]) << 32
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
        let whole = variance * energy(jacobian);
        Effect { captured, size: whole * captured.unwrap_or(1.0), whole }
    }

    /// How many of a basis's `rank` components carry noise: fewer than all where the manifold explains enough with less.
    pub(super) fn components_in_use(&self, population: usize, rank: usize) -> usize {
        let active =
            self.plan.populations[population].manifold.map(|id| self.read(id)[rank + TrackItem::ACTIVE] as usize);
        active.filter(|&active| active > 0).unwrap_or(rank)
    }
}
