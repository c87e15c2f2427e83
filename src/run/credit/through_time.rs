//! The quality of credit in trials of several steps: what the circuit's own credit asks of each population on held-out
//! trials, beside backpropagation through time. Both are computed by engines of their own, with the present weights, so
//! that nothing of the learning is touched.

use super::{compare, read};
use crate::analysis::alignment::{self, captured_fraction};
use crate::analysis::law;
use crate::circuit::Circuit;
use crate::credit::{Credit, ThirdFactor};
use crate::engine::Engine;
use crate::error::Error;
use crate::plan::lower::Depth;
use crate::plan::{BufferId, Clock, Plan, Role, View, Which, initial};
use crate::run::counterpart;
use crate::run::device::Device;
use crate::run::document::CreditQuality;
use crate::run::session::Session;
use crate::run::staging::Staging;
use crate::task::{Split, TaskShape};
use std::path::Path;

/// The two engines, where they are kept from one measurement to the next: the exact one, and, where its third factor can be
/// computed from what is known, the circuit's own. On the CPU each is opened when it is asked, and dropped before the other is:
/// that costs little, and they take as much memory as the run itself.
#[derive(Default)]
pub struct ThroughTime {
    exact: Option<Side>,
    own: Option<Side>,
}

/// A counterpart of the circuit, at work.
struct Side {
    plan: Plan,
    engine: Box<dyn Engine>,
    staging: Staging,
    /// The third factor of each population at every step (steps · replicas × n).
    third_factors: Vec<Option<View>>,
}

/// What a population was asked for: its third factors (trial by trial, steps × n), and the change of its weights.
struct Asked {
    third_factor: Vec<f32>,
    change: Vec<f32>,
}

impl Session {
    /// Adds what is measured of population `i` against backpropagation through time.
    pub(super) fn quality_through_time(
        &self,
        replicas: usize,
        kept: &mut ThroughTime,
    ) -> Result<Vec<(usize, CreditQuality)>, Error> {
        let mut found = Vec::new();
        let exact = self.ask_side(&mut kept.exact, counterpart::exact(), replicas)?;
        let own = match counterpart::own(&self.circuit) {
            Some(credit) => self.ask_side(&mut kept.own, credit, replicas)?,
            None => None,
        };
        if let Some(exact) = exact {
            for (i, exact) in exact.into_iter().enumerate() {
                let (Some(exact), Some(_)) = (exact, self.plan.populations[i].third_factor) else { continue };
                let own = own.as_ref().and_then(|own| own[i].as_ref());
                found.push((i, self.compared(i, &exact, own)));
            }
        }
        Ok(found)
    }

    /// Asks the side with this credit; opens it where it is not kept.
    fn ask_side(
        &self,
        kept: &mut Option<Side>,
        credit: Credit,
        replicas: usize,
    ) -> Result<Option<Vec<Option<Asked>>>, Error> {
        let mut side = match kept.take() {
            Some(side) => side,
            None => Side::open(&self.circuit, credit, self.device, replicas)?,
        };
        let asked = self.ask(&mut side);
        // Only on a GPU it takes long to open one, and none of the host's memory.
        *kept = Some(side).filter(|_| matches!(self.device, Device::Cuda(_)));
        Ok(asked)
    }

    fn compared(&self, i: usize, exact: &Asked, own: Option<&Asked>) -> CreditQuality {
        let n = self.circuit.size(&self.plan.populations[i].name);
        let mut quality = CreditQuality { neurons: n, ..CreditQuality::default() };
        if let Some(own) = own {
            let steps = self.plan.learn.steps;
            compare(&own.third_factor, &exact.third_factor, steps * n, &mut quality);
            quality.cos_weight = alignment::cosine(&own.change, &exact.change);
        }
        let recipe = self.circuit.credit.recipe();
        let Some(p) = recipe.perturbation else { return quality };
        let basis = self.plan.populations[i].basis.map(|id| self.read(id));
        let rank = basis.as_ref().map_or(n, |basis| self.components_in_use(i, basis.len() / n));
        quality.rank = Some(rank);
        quality.captured = match &basis {
            Some(basis) => captured_fraction(&exact.third_factor, &basis[..rank * n], n),
            None => Some(1.0),
        };
        let per_update = self.circuit.run.replicas * p.noise.per_sample;
        quality.k_eff = match recipe.third_factor {
            ThirdFactor::LearnedBroadcast { estimator, per_step } => {
                let steps = if per_step { 1 } else { self.plan.learn.steps };
                Some(estimator.effective_perturbations(self.turns(i), per_update * steps))
            }
            ThirdFactor::Predicted(estimator) => {
                Some(estimator.effective_perturbations(self.turns(i), per_update * self.plan.learn.steps))
            }
            _ => Some(p.noise.per_sample as f64),
        };
        if basis.is_some() {
            self.control(i, &exact.third_factor, &mut quality);
            quality.crossover = quality.k_eff.map(|k| law::crossover(rank as f64, n as f64, k));
        }
        quality
    }

    /// Runs one update of a side on held-out trials with the present weights and feedback. `None` if it diverges.
    fn ask(&self, side: &mut Side) -> Option<Vec<Option<Asked>>> {
        let before = self.hand_over(side);
        let available = self.trials.len(Split::Test).unwrap_or(u64::MAX);
        side.engine.set_clock(Which::Learn, Clock::default());
        let trial = |k: usize| (k as u64).min(available - 1);
        side.staging.write(&mut *side.engine, &side.plan.learn, (0, 1), &*self.trials, Split::Test, trial);
        side.engine.advance(Which::Learn, side.plan.learn.steps as u64).ok()?;
        let asked = |i: usize| {
            let view = side.third_factors[i]?;
            let incoming = self.circuit.projections.iter().zip(&side.plan.weights).zip(&before);
            let into = incoming.filter(|((p, _), _)| p.plastic && p.to == side.plan.populations[i].name);
            let change = into.flat_map(|((_, id), before)| {
                let after = read(&*side.engine, &side.plan, *id);
                before.iter().zip(after).map(|(b, a)| b - a).collect::<Vec<f32>>()
            });
            Some(Asked { change: change.collect(), third_factor: by_trial(&*side.engine, view) })
        };
        Some((0..side.plan.populations.len()).map(asked).collect())
    }

    /// Gives a side the present parameters, and the feedback where it broadcasts; returns the weights.
    fn hand_over(&self, side: &mut Side) -> Vec<Vec<f32>> {
        for (at, buffer) in side.plan.buffers.iter().enumerate() {
            let ours = self.plan.buffers.iter().position(|b| b.name == buffer.name && b.len() == buffer.len());
            if let (Some(ours), Role::Parameter | Role::Memory) = (ours, buffer.role) {
                side.engine.write(BufferId(at), 0, &self.read(BufferId(ours)));
            }
        }
        for (i, population) in self.plan.populations.iter().enumerate() {
            if let (Some(stored), Some(to)) = (population.feedback, side.plan.populations[i].feedback) {
                let n = self.circuit.size(&population.name);
                let basis = population.basis.map(|id| self.read(id));
                side.engine.write(to, 0, &self.full_feedback(i, self.read(stored), basis.as_deref(), n));
            }
        }
        side.plan.weights.iter().map(|&id| read(&*side.engine, &side.plan, id)).collect()
    }
}

impl Side {
    fn open(circuit: &Circuit, credit: Credit, device: Device, replicas: usize) -> Result<Side, Error> {
        let (plan, third_factors) = counterpart::compile(circuit, credit, replicas, Depth::Whole);
        let mut engine = device.open(plan.clone(), 1)?;
        for id in (0..plan.buffers.len()).map(BufferId).filter(|&id| plan.buffer(id).role == Role::Constant) {
            if let Ok(values) = initial::values(circuit, Path::new(""), &plan, id) {
                engine.write(id, 0, &values);
            }
        }
        let shape: TaskShape = circuit.task.shape(circuit.dt);
        Ok(Side { staging: Staging::new(&plan.learn, &shape), engine, plan, third_factors })
    }
}

/// From (step, replica) to (replica, step).
fn by_trial(engine: &dyn Engine, view: View) -> Vec<f32> {
    let (steps, replicas, n) = (view.slots, view.rows, view.cols);
    let (mut all, mut rows) = (vec![0.0; steps * replicas * n], vec![0.0; replicas * n]);
    for step in 0..steps {
        engine.read(view.buffer, step * rows.len(), &mut rows);
        for (replica, row) in rows.chunks(n).enumerate() {
            all[(replica * steps + step) * n..][..n].copy_from_slice(row);
        }
    }
    all
}
