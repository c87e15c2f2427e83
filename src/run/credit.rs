//! The quality of the credit, measured on held-out trials against the exact gradient. Nothing of the learning is touched.

use super::document::CreditQuality;
use super::measure::MOST_TRIALS_THROUGH_TIME;
use super::session::Session;
use crate::analysis::alignment;
use crate::analysis::jacobian::Network;
use crate::credit::ThirdFactor;
use crate::engine::Engine;
use crate::error::Error;
use crate::plan::{BufferId, Plan};
use faer::linalg::matmul::matmul;
use faer::{Accum, MatMut, MatRef, Par};
use std::collections::BTreeMap;

mod predict;
mod probe;
mod third_factor;
mod through_time;

pub use through_time::ThroughTime;

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
        let Some((network, targets)) = self.probe_network(self.circuit.run.credit_trials)? else { return Ok(found) };
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
            compare(m, exact, n, &mut quality);
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

    fn read(&self, id: BufferId) -> Vec<f32> {
        read(&*self.engine, &self.plan, id)
    }
}

/// All of a buffer.
fn read(engine: &dyn Engine, plan: &Plan, id: BufferId) -> Vec<f32> {
    let mut values = vec![0.0; plan.buffer(id).len()];
    engine.read(id, 0, &mut values);
    values
}

/// A third factor beside the exact credit, trial by trial (rows of length `n`) and as a whole.
fn compare(ours: &[f32], exact: &[f32], n: usize, quality: &mut CreditQuality) {
    quality.cos_activation = alignment::mean_row_cosine(ours, exact, n);
    quality.norm_ratio = alignment::norm_ratio(ours, exact);
    quality.sign_agreement = alignment::sign_agreement(ours, exact);
    let step = |cosine| quality.norm_ratio.map(|ratio| cosine * ratio);
    quality.projected_step = alignment::cosine(ours, exact).and_then(step);
}

fn broadcast(errors: &[f32], feedback: &[f32], n: usize) -> Vec<f32> {
    combine(errors, feedback.len() / n, feedback, n)
}

/// A (rows × k) · B (k × n).
fn combine(a: &[f32], k: usize, b: &[f32], n: usize) -> Vec<f32> {
    product(MatRef::from_row_major_slice(a, a.len() / k, k), MatRef::from_row_major_slice(b, k, n))
}

/// A (rows × n) · Bᵀ, with B (k × n).
fn onto(a: &[f32], b: &[f32], n: usize) -> Vec<f32> {
    let basis = MatRef::from_row_major_slice(b, b.len() / n, n);
    product(MatRef::from_row_major_slice(a, a.len() / n, n), basis.transpose())
}

fn product(a: MatRef<f32>, b: MatRef<f32>) -> Vec<f32> {
    let mut out = vec![0.0; a.nrows() * b.ncols()];
    let into = MatMut::from_row_major_slice_mut(&mut out, a.nrows(), b.ncols());
    matmul(into, Accum::Replace, a, b, 1.0, Par::Seq);
    out
}
