//! The quality of the credit, measured on held-out trials against the exact gradient. Nothing of the learning is touched.

use super::document::CreditQuality;
use super::session::Session;
use crate::analysis::alignment;
use crate::analysis::jacobian::{self, Network};
use crate::credit::ThirdFactor;
use crate::engine::Engine;
use crate::error::Error;
use crate::plan::{BufferId, Plan};
use std::collections::BTreeMap;

pub mod counted;
mod predict;
mod probe;
mod third_factor;
mod through_time;

use predict::Effect;
pub(super) use probe::Exact;
pub use through_time::ThroughTime;

impl Session {
    /// Credit quality by hidden population; empty where nothing is measured (no targets, or `run.credit_trials` is 0).
    pub fn credit_quality(&mut self) -> Result<BTreeMap<String, CreditQuality>, Error> {
        let exact = self.exact(self.credit_trials())?;
        self.quality_at(exact.as_ref(), &mut ThroughTime::default())
    }

    /// The same, where the exact Jacobians are known of trials of one step. What compares trials of many steps is opened
    /// once, and left in `through_time`.
    pub(super) fn quality_at(
        &self,
        exact: Option<&Exact>,
        through_time: &mut ThroughTime,
    ) -> Result<BTreeMap<String, CreditQuality>, Error> {
        let mut found = BTreeMap::new();
        if self.plan.learn.steps > 1 {
            let replicas = self.credit_trials();
            if replicas > 0 && self.plan.evaluate.is_some() {
                for (i, quality) in self.quality_through_time(replicas, through_time)? {
                    found.insert(self.plan.populations[i].name.clone(), quality);
                }
            }
            return Ok(found);
        }
        let Some(Exact { network, targets, jacobians }) = exact else { return Ok(found) };
        let errors = self.errors(network, targets);
        let bases: Vec<Option<Vec<f32>>> =
            self.plan.populations.iter().map(|p| p.basis.map(|id| self.read(id))).collect();
        let effect = |i: usize| self.effect(i, jacobians[i].as_deref(), bases[i].as_deref());
        let effects: Vec<Effect> = (0..jacobians.len()).map(effect).collect();
        for (i, population) in self.plan.populations.iter().enumerate() {
            let (Some(jacobian), Some(_)) = (&jacobians[i], population.third_factor) else { continue };
            if i != network.output {
                let quality = self.quality_of(network, i, (jacobian, bases[i].as_deref()), &errors, &effects);
                found.insert(population.name.clone(), quality);
            }
        }
        Ok(found)
    }

    fn quality_of(
        &self,
        network: &Network,
        i: usize,
        (jacobian, basis): (&[f32], Option<&[f32]>),
        errors: &[f64],
        effects: &[Effect],
    ) -> CreditQuality {
        let n = network.layers[i].neurons;
        let mut quality = CreditQuality { neurons: n, ..CreditQuality::default() };
        let population = &self.plan.populations[i];
        let exact = &network.credit(jacobian, errors, n)[..];
        let feedback = population.feedback.map(|id| self.full_feedback(i, self.read(id), basis, n));
        let third_factor = match self.circuit.credit.recipe().third_factor {
            ThirdFactor::Exact { .. } => Some(exact.to_vec()),
            ThirdFactor::RandomBackward { .. } => self.random_backward(network, errors, i),
            _ => feedback.as_ref().map(|b| broadcast(errors, b, n)),
        };
        if let Some(m) = &third_factor {
            compare(m, exact, n, &mut quality);
            quality.cos_weight = network.weight_cosine(i, m, exact);
        }
        if let Some(b) = &feedback {
            quality.cos_jacobian = alignment::cosine(b, &network.mean_jacobian(jacobian, n));
        }
        if let Some(perturbation) = self.circuit.credit.recipe().perturbation {
            self.predict(&perturbation, i, (jacobian, basis), effects, &mut quality);
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

/// M = Bᵀ e (trials × n), with errors e (trials × n_o).
fn broadcast(errors: &[f64], feedback: &[f32], n: usize) -> Vec<f32> {
    jacobian::broadcast(errors.chunks(feedback.len() / n).map(|errors| (errors, feedback)), n)
}
