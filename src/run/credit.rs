//! The quality of the credit, measured on held-out trials against the exact gradient. Nothing of the learning is touched.

use super::document::CreditQuality;
use super::session::Session;
use crate::analysis::jacobian::{Layer, Network, Synapses};
use crate::analysis::{alignment, law};
use crate::circuit::{Graph, Loss};
use crate::credit::{Perturbation, ThirdFactor, Turns};
use crate::engine::Engine;
use crate::error::Error;
use crate::plan::op::track::TrackItem;
use crate::plan::{BufferId, Clock, Plan, View, Which};
use crate::task::Split;
use std::collections::BTreeMap;

mod through_time;

pub use through_time::ThroughTime;

/// Trials of many steps take time and memory: no more of them than this.
const MOST_TRIALS_THROUGH_TIME: usize = 16;

impl Session {
    /// Credit quality by hidden population; empty where nothing is measured (no targets, or `run.credit_trials` is 0).
    pub fn credit_quality(&mut self) -> Result<BTreeMap<String, CreditQuality>, Error> {
        let mut found = BTreeMap::new();
        if self.plan.learn.steps > 1 {
            let replicas = self.circuit.run.credit_trials.min(MOST_TRIALS_THROUGH_TIME);
            if replicas > 0 && self.plan.evaluate.is_some() {
                for (i, quality) in self.quality_through_time(replicas)? {
                    found.insert(self.plan.populations[i].name.clone(), quality);
                }
            }
            return Ok(found);
        }
        let Some((network, targets)) = self.probe_network()? else { return Ok(found) };
        let jacobians = network.jacobians();
        let errors = self.errors(&network, &targets);
        let exact: Vec<Option<Vec<f32>>> = jacobians
            .iter()
            .enumerate()
            .map(|(i, j)| j.as_ref().map(|j| network.credit(j, &errors, network.layers[i].neurons)))
            .collect();
        let effects: Vec<f64> = (0..network.layers.len()).map(|i| self.effect(i, jacobians[i].as_deref())).collect();
        for i in 0..network.layers.len() {
            let (Some(jacobian), Some(exact)) = (&jacobians[i], &exact[i]) else { continue };
            if i == network.output || self.plan.populations[i].third_factor.is_none() {
                continue;
            }
            let quality = self.quality_of(&network, i, (jacobian, exact), &errors, &effects);
            found.insert(self.plan.populations[i].name.clone(), quality);
        }
        Ok(found)
    }

    fn quality_of(
        &self,
        network: &Network,
        i: usize,
        (jacobian, exact): (&[f32], &[f32]),
        errors: &[f32],
        effects: &[f64],
    ) -> CreditQuality {
        let n = network.layers[i].neurons;
        let mut quality = CreditQuality { neurons: n, ..CreditQuality::default() };
        let population = &self.plan.populations[i];
        let basis = population.basis.map(|id| self.read(id));
        let feedback = population.feedback.map(|id| self.full_feedback(i, self.read(id), basis.as_deref(), n));
        let third_factor = match self.circuit.credit.recipe().third_factor {
            ThirdFactor::Exact { .. } => Some(exact.to_vec()),
            ThirdFactor::RandomBackward { .. } => self.random_backward(network, errors, i),
            _ => feedback.as_ref().map(|b| broadcast(errors, b, n)),
        };
        if let Some(m) = &third_factor {
            quality.cos_activation = alignment::mean_row_cosine(m, exact, n);
            let (ours, true_) = (network.weight_direction(i, m), network.weight_direction(i, exact));
            quality.cos_weight = alignment::cosine(&ours, &true_);
        }
        if let Some(b) = &feedback {
            quality.cos_jacobian = alignment::cosine(b, &network.mean_jacobian(jacobian, n));
        }
        if let Some(perturbation) = self.circuit.credit.recipe().perturbation {
            self.predict(&perturbation, i, (jacobian, basis.as_deref()), effects, &mut quality);
        }
        quality
    }

    /// Rank, captured fraction, effective perturbations, and what the law makes of them.
    fn predict(
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
            Some(basis) => alignment::captured_fraction(jacobian, &basis[..rank * n], n),
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
    }

    /// What a population's noise does to the output, ‖J Uᵀ‖² times its variance in units of σ²; 0 if it has none.
    fn effect(&self, i: usize, jacobian: Option<&[f32]>) -> f64 {
        let population = &self.plan.populations[i];
        let (Some(jacobian), Some(p), Some(_)) =
            (jacobian, self.circuit.credit.recipe().perturbation, population.third_factor)
        else {
            return 0.0;
        };
        let n = self.circuit.size(&population.name);
        let captured = population.basis.and_then(|id| {
            let basis = self.read(id);
            alignment::captured_fraction(jacobian, &basis[..self.components_in_use(i, basis.len() / n) * n], n)
        });
        let energy: f64 = jacobian.iter().map(|x| f64::from(*x).powi(2)).sum();
        let variance = p.energy_of_rank.map_or(1.0, |rank| rank as f64 / n as f64);
        variance * energy * captured.unwrap_or(1.0)
    }

    /// How many of a basis's `rank` components carry noise: fewer than all where the manifold explains enough with less.
    fn components_in_use(&self, population: usize, rank: usize) -> usize {
        let active =
            self.plan.populations[population].manifold.map(|id| self.read(id)[rank + TrackItem::ACTIVE] as usize);
        active.filter(|&active| active > 0).unwrap_or(rank)
    }

    /// B (n_o × n): what is stored, or C U and what is stored off the manifold.
    fn full_feedback(&self, i: usize, stored: Vec<f32>, basis: Option<&[f32]>, n: usize) -> Vec<f32> {
        let Some(basis) = basis else { return stored };
        let rank = basis.len() / n;
        let mut full = combine(&stored, rank, basis, n);
        if let Some(off) = self.plan.populations[i].feedback_off.map(|id| self.read(id)) {
            let transposed: Vec<f32> =
                off.chunks(n).flat_map(|row| basis.chunks(n).map(|u| dot(row, u)).collect::<Vec<_>>()).collect();
            let inside = combine(&transposed, rank, basis, n);
            full.iter_mut().zip(off.iter().zip(inside)).for_each(|(b, (o, i))| *b += o - i);
        }
        full
    }

    /// M by feedback alignment: δ carried backward through the fixed random weights.
    fn random_backward(&self, network: &Network, errors: &[f32], population: usize) -> Option<Vec<f32>> {
        use crate::plan::Work;
        let delta = |layer: usize, m: &[f32]| -> Vec<f32> {
            m.iter().zip(&network.layers[layer].slope).map(|(m, s)| m * s).collect()
        };
        let owner = |id: BufferId| self.plan.populations.iter().position(|p| p.third_factor == Some(id));
        let mut third: Vec<Option<Vec<f32>>> = vec![None; network.layers.len()];
        third[network.output] = Some(errors.to_vec());
        let mut deltas = BTreeMap::new();
        for op in &self.plan.learn.ops {
            match &op.work {
                Work::Modulate(work) => {
                    let layer = owner(work.third_factor.buffer).unwrap_or(network.output);
                    deltas.insert(work.delta.buffer, delta(layer, third[layer].as_ref()?));
                }
                Work::Backward(work) => {
                    let layer = owner(work.third_factor)?;
                    let weights = match work.topology {
                        Some(id) => self.plan.topology(id).to_dense(&self.read(work.weights)),
                        None => self.read(work.weights),
                    };
                    let sent = combine(deltas.get(&work.delta.buffer)?, work.post, &weights, work.pre);
                    match (&mut third[layer], work.add) {
                        (Some(sum), true) => sum.iter_mut().zip(sent).for_each(|(s, x)| *s += x),
                        (slot, _) => *slot = Some(sent),
                    }
                }
                _ => {}
            }
        }
        third[population].take()
    }

    /// The circuit at the first test trials, with their targets.
    fn probe_network(&mut self) -> Result<Option<(Network, Vec<f32>)>, Error> {
        let Some(program) = &self.plan.evaluate else { return Ok(None) };
        let Some(staging) = &mut self.evaluation else { return Ok(None) };
        let available = self.trials.len(Split::Test).unwrap_or(u64::MAX);
        let count = (self.circuit.run.credit_trials as u64).min(available).min(program.replicas as u64) as usize;
        if count == 0 || program.steps > 1 || self.circuit.projections.iter().any(|p| p.delay > 0) {
            return Ok(None);
        }
        let trial = |k: usize| (k as u64).min(available - 1);
        staging.write(&mut *self.engine, program, (0, 1), &*self.trials, Split::Test, trial);
        self.engine.set_clock(Which::Evaluate, Clock::default());
        if self.engine.advance(Which::Evaluate, 1).is_err() {
            return Ok(None);
        }
        let targets = staging.targets()[..count * self.shape.outputs].to_vec();
        let graph = Graph::of(&self.circuit).map_err(|_| Error::Internal("a checked circuit has a cycle".into()))?;
        let mut layers = Vec::new();
        for (i, population) in self.plan.populations.iter().enumerate() {
            let rows = |view: Option<View>| view.map(|view| self.read_rows(view, count)).unwrap_or_default();
            let (activity, state) = (rows(population.evaluated), rows(population.evaluated_state));
            let mut slope = vec![1.0; state.len()];
            if let Some(rate) = self.circuit.populations.0[i].1.rate() {
                rate.activation.multiply_slopes(&state, &activity, &mut slope);
            }
            layers.push(Layer { neurons: activity.len() / count, activity, slope });
        }
        let synapses = graph.edges.iter().enumerate().map(|(i, &(from, to, _))| {
            let weights = self.plan.dense_weights(i, self.read(self.plan.weights[i]));
            let exist = self.plan.connections[i].map(|id| self.plan.topology(id).cells().collect());
            Synapses { from, to, weights, exist }
        });
        let synapses = synapses.collect();
        let Some(output) = self.circuit.output.as_ref().and_then(|o| self.circuit.populations.position(o)) else {
            return Ok(None);
        };
        Ok(Some((Network { trials: count, layers, synapses, order: graph.order, output }, targets)))
    }

    /// e = ∂L/∂y of each trial.
    fn errors(&self, network: &Network, targets: &[f32]) -> Vec<f32> {
        let Layer { neurons, activity, .. } = &network.layers[network.output];
        let mut errors = Vec::with_capacity(activity.len());
        for (y, t) in activity.chunks(*neurons).zip(targets.chunks(*neurons)) {
            let top = y.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let sum: f32 = y.iter().map(|y| (y - top).exp()).sum();
            errors.extend(y.iter().zip(t).map(|(y, t)| match self.circuit.loss {
                Some(Loss::CrossEntropy) => (y - top).exp() / sum - t,
                _ => y - t,
            }));
        }
        errors
    }

    fn read(&self, id: BufferId) -> Vec<f32> {
        read(&*self.engine, &self.plan, id)
    }

    fn read_rows(&self, view: View, rows: usize) -> Vec<f32> {
        let mut values = vec![0.0; rows * view.cols];
        self.engine.read(view.buffer, view.row_at(0) * view.cols, &mut values);
        values
    }
}

/// All of a buffer.
fn read(engine: &dyn Engine, plan: &Plan, id: BufferId) -> Vec<f32> {
    let mut values = vec![0.0; plan.buffer(id).len()];
    engine.read(id, 0, &mut values);
    values
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn broadcast(errors: &[f32], feedback: &[f32], n: usize) -> Vec<f32> {
    combine(errors, feedback.len() / n, feedback, n)
}

/// A (rows × k) · B (k × n).
fn combine(a: &[f32], k: usize, b: &[f32], n: usize) -> Vec<f32> {
    use faer::{Accum, MatMut, MatRef, Par};
    let rows = a.len() / k;
    let mut out = vec![0.0; rows * n];
    faer::linalg::matmul::matmul(
        MatMut::from_row_major_slice_mut(&mut out, rows, n),
        Accum::Replace,
        MatRef::from_row_major_slice(a, rows, k),
        MatRef::from_row_major_slice(b, k, n),
        1.0,
        Par::Seq,
    );
    out
}
