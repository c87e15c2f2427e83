//! The quality of credit in trials of several steps: what the circuit's own credit asks of each population on held-out
//! trials, beside backpropagation through time. Both are computed by engines of their own, with the present weights, so
//! that nothing of the learning is touched.

use super::{compare, read};
use crate::analysis::alignment::{self, captured_fraction};
use crate::analysis::law;
use crate::circuit::{Circuit, Reset, Storage};
use crate::credit::{Backprop, Credit, DirectFeedback, ThirdFactor};
use crate::engine::Engine;
use crate::error::Error;
use crate::neuron::Neuron;
use crate::neuron::signs::Free;
use crate::plan::op::Keep;
use crate::plan::{self, Buffer, BufferId, Clock, Initial, Op, Plan, Role, View, When, Which, Work, initial};
use crate::plasticity::{Plasticity, Schedule, Sgd, Timing, schedule};
use crate::run::device::Device;
use crate::run::document::CreditQuality;
use crate::run::session::Session;
use crate::run::staging::Staging;
use crate::task::{Split, TaskShape};
use std::path::Path;

/// The two engines: the exact one, and, where its third factor can be computed from what is known, the circuit's own.
pub struct ThroughTime {
    exact: Side,
    own: Option<Side>,
}

/// The rate at which a circuit learns where its changes are measured, a power of 2: what a gradient changes is then far larger
/// than the weight, whose rounding would otherwise hide it where little is left to learn.
const RATE: f64 = (1_u64 << 60) as f64;

/// A circuit that learns at [`RATE`]: an update changes each weight by minus that many times its gradient estimate.
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

impl ThroughTime {
    /// Compiles both sides for `replicas` held-out trials.
    pub fn open(circuit: &Circuit, device: Device, replicas: usize) -> Result<ThroughTime, Error> {
        let exact = Side::open(circuit, Backprop { through_time: true }.into(), device, replicas)?;
        let own: Option<Credit> = match circuit.credit.recipe().third_factor {
            ThirdFactor::LearnedBroadcast { per_step: false, .. } => Some(DirectFeedback::default().into()),
            ThirdFactor::RandomBroadcast { .. } | ThirdFactor::RandomBackward { .. } | ThirdFactor::Exact { .. } => {
                Some(circuit.credit.clone())
            }
            _ => None,
        };
        let own = own.map(|credit| Side::open(circuit, credit, device, replicas)).transpose()?;
        Ok(ThroughTime { exact, own })
    }
}

impl Session {
    /// Adds what is measured of population `i` against backpropagation through time.
    pub(super) fn quality_through_time(
        &self,
        replicas: usize,
        opened: &mut Option<ThroughTime>,
    ) -> Result<Vec<(usize, CreditQuality)>, Error> {
        let sides = match opened {
            Some(sides) => sides,
            None => opened.insert(ThroughTime::open(&self.circuit, self.device, replicas)?),
        };
        let mut found = Vec::new();
        let exact = self.ask(&mut sides.exact);
        let own = sides.own.as_mut().and_then(|side| self.ask(side));
        if let Some(exact) = exact {
            for (i, exact) in exact.into_iter().enumerate() {
                let (Some(exact), Some(_)) = (exact, self.plan.populations[i].third_factor) else { continue };
                let own = own.as_ref().and_then(|own| own[i].as_ref());
                found.push((i, self.compared(i, &exact, own)));
            }
        }
        Ok(found)
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
            let rows = read(&*side.engine, &side.plan, view.buffer);
            let incoming = self.circuit.projections.iter().zip(&side.plan.weights).zip(&before);
            let into = incoming.filter(|((p, _), _)| p.plastic && p.to == side.plan.populations[i].name);
            let change = into.flat_map(|((_, id), before)| {
                let after = read(&*side.engine, &side.plan, *id);
                before.iter().zip(after).map(|(b, a)| b - a).collect::<Vec<f32>>()
            });
            Some(Asked { change: change.collect(), third_factor: by_trial(&rows, view) })
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
        let circuit = measured(circuit, credit, replicas);
        let mut plan = plan::lower(&circuit, 1);
        let third_factors = keep_third_factors(&mut plan);
        let mut engine = device.open(plan.clone(), 1)?;
        for id in (0..plan.buffers.len()).map(BufferId).filter(|&id| plan.buffer(id).role == Role::Constant) {
            if let Ok(values) = initial::values(&circuit, Path::new(""), &plan, id) {
                engine.write(id, 0, &values);
            }
        }
        let shape: TaskShape = circuit.task.shape(circuit.dt);
        Ok(Side { staging: Staging::new(&plan.learn, &shape), engine, plan, third_factors })
    }
}

/// The circuit with another credit source, whose weights move once a trial against their gradient estimate, whichever sign
/// they come to have: Dale's law bounds the step, not what is asked for.
fn measured(circuit: &Circuit, credit: Credit, replicas: usize) -> Circuit {
    let mut circuit = Circuit { credit, probes: Vec::new(), ..circuit.clone() };
    let plain = |plasticity: &mut Plasticity| {
        plasticity.optimizer = Sgd { rate: RATE }.into();
        plasticity.schedule = Schedule::from(schedule::Constant {});
        (plasticity.weight_decay, plasticity.max_norm, plasticity.timing) = (0.0, None, Timing::PerTrial);
    };
    plain(&mut circuit.plasticity);
    circuit.projections.iter_mut().filter_map(|p| p.plasticity.as_mut()).for_each(plain);
    for (_, population) in &mut circuit.populations.0 {
        if let Neuron::Rate(rate) = population {
            rate.signs = Free {}.into();
        }
    }
    (circuit.run.replicas, circuit.run.reset) = (replicas, Reset::Trial);
    circuit
}

/// Has the third factor of every population that gets one kept at every step.
fn keep_third_factors(plan: &mut Plan) -> Vec<Option<View>> {
    let (steps, replicas, count) = (plan.learn.steps, plan.learn.replicas, plan.populations.len());
    let mut keep = |i: usize| {
        let id = plan.populations[i].third_factor?;
        let cols = plan.buffer(id).cols;
        let name = format!("kept.third_factor.{}", plan.populations[i].name);
        plan.buffers.push(Buffer {
            name,
            rows: steps * replicas,
            cols,
            role: Role::State,
            storage: Storage::F32,
            initial: Initial::Value(0.0),
        });
        let whole = View::whole(BufferId(plan.buffers.len() - 1), steps * replicas, cols);
        let to = View { rows: replicas, slot_rows: replicas, slots: steps, ..whole };
        let uses = |op: &Op| matches!(&op.work, Work::Modulate(work) if work.third_factor.buffer == id);
        let at = plan.learn.ops.iter().position(uses)?;
        let work = Work::Keep(Keep { from: View::whole(id, replicas, cols), to });
        plan.learn.ops.insert(at + 1, Op { label: plan.populations[i].name.clone(), when: When::Backward, work });
        Some(to)
    };
    (0..count).map(&mut keep).collect()
}

/// From (step, replica) to (replica, step).
fn by_trial(rows: &[f32], view: View) -> Vec<f32> {
    let row = |step: usize, replica: usize| &rows[(step * view.rows + replica) * view.cols..][..view.cols];
    let all = (0..view.rows).flat_map(|replica| (0..view.slots).map(move |step| (step, replica)));
    all.flat_map(|(step, replica)| row(step, replica).to_vec()).collect()
}
