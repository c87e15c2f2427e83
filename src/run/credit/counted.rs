//! How many perturbations feedback takes: on the circuit as learning has left it, with everything held fast, feedback is
//! estimated from nothing as the plain mean of what single perturbations say, and looked at after 1, 2, 3, 4, 6, 8, 12, …
//!
//! Perturbations are the credit source's own, with its size, draws, turns and cross-talk, of the held-out trials on which
//! the exact Jacobian is known.

use super::third_factor::whole;
use super::{Exact, broadcast, read};
use crate::analysis::alignment::{cosine, mean_row_cosine};
use crate::engine::Engine;
use crate::error::Error;
use crate::plan::op::Estimate;
use crate::plan::{BufferId, Clock, Plan, Role, Which, Work};
use crate::run::document::scale::FeedbackPoint;
use crate::run::session::Session;
use crate::run::staging::Staging;
use crate::task::{Split, Trials};
use std::sync::Arc;

/// Estimates from nothing whose cosines are averaged, where there is time for them.
const PASSES: u64 = 4;
/// Trials that may be perturbed however short the run was.
const LEAST_TRIALS: u64 = 2_000;
/// Share of a run's updates that are perturbed afterwards at most. One that only perturbs costs no more than half of one
/// that learns too.
const SHARE: u64 = 4;

/// A circuit that no longer learns.
struct Frozen {
    plan: Plan,
    engine: Box<dyn Engine>,
    staging: Staging,
    trials: Arc<dyn Trials>,
}

/// Feedback of one population in the making.
#[derive(Clone)]
struct Sum {
    /// How an engine would learn it: in the manifold or in all directions, and off the manifold.
    estimates: Vec<Estimate>,
    /// Σ δyᵀ z of each (n_o × columns).
    sums: Vec<Vec<f32>>,
    count: u64,
}

/// The exact credit that estimates are held to.
struct Target<'a> {
    neurons: usize,
    basis: Option<Vec<f32>>,
    jacobian: Vec<f32>,
    errors: Vec<f64>,
    credit: Vec<f32>,
    exact: &'a Exact,
}

impl Session {
    /// The cosine of feedback with the exact Jacobian, of `population`, after more and more perturbations: until it has
    /// reached `enough`, and as many again, or until a quarter of the run's updates (2,000 trials at least) were perturbed.
    /// Nothing where noise teaches no feedback, or trials have several steps. Of a session that ends with this: what it has
    /// learned is all that is taken over.
    pub fn count_perturbations(mut self, population: &str, enough: f64) -> Result<Vec<FeedbackPoint>, Error> {
        let Some(i) = self.plan.populations.iter().position(|p| p.name == population) else { return Ok(Vec::new()) };
        let Some(exact) = self.exact(self.credit_trials())? else { return Ok(Vec::new()) };
        let (Some(jacobian), estimates) = (&exact.jacobians[i], self.estimates(i)) else { return Ok(Vec::new()) };
        if estimates.is_empty() {
            return Ok(Vec::new());
        }
        let neurons = self.circuit.size(population);
        let errors = self.errors(&exact.network, &exact.targets);
        let target = Target {
            neurons,
            basis: self.plan.populations[i].basis.map(|id| self.read(id)),
            jacobian: exact.network.mean_jacobian(jacobian, neurons),
            credit: exact.network.credit(jacobian, &errors, neurons),
            errors,
            exact: &exact,
        };
        let least = LEAST_TRIALS.div_ceil(self.plan.learn.replicas as u64);
        let limit = least.max(self.update() / SHARE);
        Frozen::of(self)?.count(&Sum::none(estimates), &target, enough, limit)
    }

    /// How this population's feedback is learned, on the manifold first.
    fn estimates(&self, population: usize) -> Vec<Estimate> {
        let population = &self.plan.populations[population];
        let of = |feedback: BufferId| {
            self.plan.learn.ops.iter().find_map(move |op| match &op.work {
                Work::Estimate(work) if work.feedback.buffer == feedback => Some(work.clone()),
                _ => None,
            })
        };
        [population.feedback, population.feedback_off].into_iter().flatten().filter_map(of).collect()
    }
}

impl Frozen {
    /// Takes over what a session has learned.
    fn of(session: Session) -> Result<Frozen, Error> {
        let (threads, device, update) = (session.threads(), session.device, session.update());
        let mut plan = session.plan.clone();
        let learned = (0..plan.buffers.len()).map(BufferId);
        let learned = learned
            .filter(|id| matches!(plan.buffer(*id).role, Role::Parameter | Role::Memory | Role::Constant))
            .map(|id| (id, read(&*session.engine, &session.plan, id)))
            .collect::<Vec<_>>();
        let (trials, shape) = (Arc::clone(&session.trials), session.shape.clone());
        // Two engines at once would take twice the memory.
        drop(session);
        plan.evaluate = None;
        plan.learn.ops.retain(|op| perturbs(&op.work));
        let mut engine = device.open(plan.clone(), threads)?;
        learned.into_iter().for_each(|(id, values)| engine.write(id, 0, &values));
        // Noise that has not been seen in learning.
        engine.set_clock(Which::Learn, Clock { step: update * plan.learn.steps as u64 });
        Ok(Frozen { staging: Staging::new(&plan.learn, &shape), plan, engine, trials })
    }

    /// Several passes, each with an estimate from nothing: the first one says how far they go.
    fn count(mut self, fresh: &Sum, target: &Target, enough: f64, limit: u64) -> Result<Vec<FeedbackPoint>, Error> {
        let (mut found, mut left): (Vec<Vec<FeedbackPoint>>, u64) = (Vec::new(), limit);
        for pass in 0..PASSES {
            let most = found.first().and_then(|first| first.last()).map(|last| last.perturbations);
            let curve = self.pass(pass, fresh.clone(), target, (enough, most), &mut left)?;
            if curve.len() < found.first().map_or(1, Vec::len) {
                break;
            }
            found.push(curve);
        }
        Ok(mean(&found))
    }

    /// One estimate, until `most` perturbations or, without them, until it has been good enough for half of its time.
    fn pass(
        &mut self,
        pass: u64,
        mut sum: Sum,
        target: &Target,
        (enough, most): (f64, Option<u64>),
        left: &mut u64,
    ) -> Result<Vec<FeedbackPoint>, Error> {
        let (mut curve, mut next, mut reached): (Vec<FeedbackPoint>, u64, Option<u64>) = (Vec::new(), 1, None);
        while *left > 0 {
            *left -= 1;
            let update = self.engine.clock(Which::Learn).update(&self.plan.learn);
            self.perturb(update, pass, target.exact.network.trials as u64)?;
            if !sum.estimates[0].turn.is_now(update) {
                continue;
            }
            let rows = sum.rows(&*self.engine, &self.plan);
            for row in 0..sum.estimates[0].draws {
                sum.add(&rows, row);
                if sum.count < next {
                    continue;
                }
                let Some(point) = target.point(&sum) else { return Ok(curve) };
                reached = reached.or((point.cos_jacobian >= enough).then_some(sum.count));
                curve.push(point);
                let end = most.or(reached.map(|reached| 2 * reached));
                if end.is_some_and(|end| sum.count >= end) {
                    return Ok(curve);
                }
                next = after(next);
            }
        }
        Ok(curve)
    }

    /// Perturbs the next trials. Passes begin at different ones.
    fn perturb(&mut self, update: u64, pass: u64, count: u64) -> Result<(), Error> {
        let program = &self.plan.learn;
        let first = update * program.replicas as u64 + pass * count.div_ceil(PASSES);
        let slot = Clock { step: update * program.steps as u64 }.slot(program);
        let trial = |k: usize| (first + k as u64) % count;
        self.staging.write(&mut *self.engine, program, (slot, 1), &*self.trials, Split::Test, trial);
        // Nothing here asks whether a loss is finite.
        let _ = self.engine.advance(Which::Learn, program.steps as u64);
        self.engine.failure().map_or(Ok(()), |why| Err(Error::Internal(why)))
    }
}

/// What it takes to see what a perturbation does: no error, no credit, no learning.
fn perturbs(work: &Work) -> bool {
    use Work::*;
    matches!(work, Reset(_) | Keep(_) | Stage(_) | Propagate(_) | Neurons(_) | Draw(_) | Perturb(_) | Difference(_))
}

/// The number after 1, 2, 3, 4, 6, 8, 12, …
fn after(count: u64) -> u64 {
    match count {
        1 => 2,
        count if count.is_power_of_two() => count / 2 * 3,
        count => count / 3 * 4,
    }
}

/// Means over passes of the same numbers of perturbations.
fn mean(passes: &[Vec<FeedbackPoint>]) -> Vec<FeedbackPoint> {
    let Some(first) = passes.first() else { return Vec::new() };
    let of = |i: usize, get: fn(&FeedbackPoint) -> Option<f64>| {
        let all: Vec<f64> = passes.iter().filter_map(|pass| get(&pass[i])).collect();
        (!all.is_empty()).then(|| all.iter().sum::<f64>() / all.len() as f64)
    };
    let point = |(i, point): (usize, &FeedbackPoint)| FeedbackPoint {
        perturbations: point.perturbations,
        cos_jacobian: of(i, |point| Some(point.cos_jacobian)).unwrap_or_default(),
        cos_activation: of(i, |point| point.cos_activation),
    };
    first.iter().enumerate().map(point).collect()
}

impl Sum {
    fn none(estimates: Vec<Estimate>) -> Sum {
        let room = |estimate: &Estimate| vec![0.0; estimate.outputs * estimate.rank];
        Sum { sums: estimates.iter().map(room).collect(), estimates, count: 0 }
    }

    /// What the engine has drawn, and what it changed: for each estimate (draws × n_o) and (draws × columns).
    fn rows(&self, engine: &dyn Engine, plan: &Plan) -> Vec<(Vec<f32>, Vec<f32>)> {
        let rows =
            |estimate: &Estimate| (read(engine, plan, estimate.change), read(engine, plan, estimate.coordinates));
        self.estimates.iter().map(rows).collect()
    }

    /// Adds one perturbation.
    fn add(&mut self, rows: &[(Vec<f32>, Vec<f32>)], row: usize) {
        for ((estimate, sum), (change, coordinates)) in self.estimates.iter().zip(&mut self.sums).zip(rows) {
            let z = &coordinates[row * estimate.rank..][..estimate.rank];
            let changes = &change[row * estimate.outputs..][..estimate.outputs];
            for (sum, change) in sum.chunks_exact_mut(estimate.rank).zip(changes) {
                sum.iter_mut().zip(z).for_each(|(sum, z)| *sum += change * z);
            }
        }
        self.count += 1;
    }

    /// The estimate (n_o × n): the sums as the engine would scale them, which are told in units of each other.
    fn feedback(&self, basis: Option<&[f32]>, n: usize) -> Vec<f32> {
        let scaled = |at: usize| -> Option<Vec<f32>> {
            let scale = self.estimates.get(at)?.scale;
            Some(self.sums[at].iter().map(|sum| sum * scale).collect())
        };
        whole(scaled(0).unwrap_or_default(), scaled(1), basis, n)
    }
}

impl Target<'_> {
    /// How near an estimate is; `None` where it has no direction.
    fn point(&self, sum: &Sum) -> Option<FeedbackPoint> {
        let feedback = sum.feedback(self.basis.as_deref(), self.neurons);
        Some(FeedbackPoint {
            perturbations: sum.count,
            cos_jacobian: cosine(&feedback, &self.jacobian).filter(|cosine| cosine.is_finite())?,
            cos_activation: mean_row_cosine(
                &broadcast(&self.errors, &feedback, self.neurons),
                &self.credit,
                self.neurons,
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::after;

    #[test]
    fn the_numbers_at_which_feedback_is_looked_at_grow_by_a_third_or_a_half() {
        let all: Vec<u64> = std::iter::successors(Some(1), |count| Some(after(*count))).take(12).collect();
        assert_eq!(all, [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64]);
    }
}
