//! What is measured in the course of a run besides loss and score, and when.

use super::analyse::Looked;
#[cfg(feature = "oracle")]
use super::credit::ThroughTime;
use super::document::{CreditQuality, ManifoldQuality, Tested};
use super::extent::{ROWS_AFTER_A_RUN, STEPS};
use super::manifold::{Depth, Drift};
use super::session::Session;
use crate::error::Error;
use crate::plan::work;
use std::collections::BTreeMap;

/// Measurements of a run where nothing is said, besides the one before it.
const MOST: u64 = 10;
/// Share of a run's work that measurements may take, besides the first.
const SHARE: f64 = 0.03;
/// What a multiply-add on the way to a dimension takes at most, in those of learning: double precision, small matrices.
const DIMENSION: f64 = 25.0;
/// The same on the way to the credit's quality.
const JACOBIAN: f64 = 5.0;

/// When credit and manifolds are measured.
pub struct Schedule {
    /// Updates between two evaluations.
    every: u64,
    /// Evaluations between two measurements; 0: never.
    measured: u64,
    /// Updates in the whole run.
    updates: u64,
}

impl Schedule {
    /// As the circuit says; else evenly spaced, as often as costs little. That is told from how much there is to compute,
    /// not from a clock: the same circuit is measured at the same updates wherever it runs.
    pub fn of(session: &Session, every: u64) -> Schedule {
        let updates = session.updates();
        let spare = (SHARE * session.work_of_learning() / session.work_of_measuring().max(1.0)) as u64;
        let otherwise = updates.div_ceil(every).div_ceil(spare.clamp(1, MOST)).max(1);
        Schedule { every, measured: session.circuit().run.measure_every.unwrap_or(otherwise), updates }
    }

    /// Whether the evaluation after `update` updates is one with measurements: the first and the last always are.
    pub fn is_due(&self, update: u64) -> bool {
        let ends = update == 0 || update == self.updates;
        self.measured > 0 && (ends || (update / self.every).is_multiple_of(self.measured))
    }
}

/// What measurements of a run keep from one to the next.
#[derive(Default)]
pub struct Instruments {
    drift: Drift,
    #[cfg(feature = "oracle")]
    through_time: ThroughTime,
}

/// What was measured at one evaluation.
#[derive(Default)]
pub struct Found {
    /// On test trials.
    pub test: Tested,
    /// By population.
    pub credit: BTreeMap<String, CreditQuality>,
    /// By population.
    pub manifold: BTreeMap<String, ManifoldQuality>,
    /// What the last measurement of a run leaves to the analysis after it.
    pub looked: Option<Looked>,
}

impl Session {
    /// Evaluates, and measures credit and manifolds if `due`.
    pub fn measure(&mut self, due: bool, instruments: &mut Instruments) -> Result<Found, Error> {
        if !due {
            return Ok(Found { test: self.evaluate()?.unwrap_or_default(), ..Found::default() });
        }
        let (update, most) = (self.update(), ROWS_AFTER_A_RUN);
        let mut seen = vec![self.samples(most, STEPS)];
        // The last evaluation looks for the analysis too that comes after a run, if it takes enough trials.
        if update == self.updates() {
            let room = self.room_to_analyse(most);
            if self.evaluated_trials() >= self.trials_of(&room) {
                seen = room.into();
            }
        }
        let last = seen.len() > 1;
        let test = self.evaluate_looking(&mut seen)?.unwrap_or_default();
        let depth = if last { Depth::Analysed } else { Depth::Followed };
        let trials = seen[0].trials();
        let manifolds = self.manifolds(seen.remove(0), depth);
        let manifold = instruments.drift.quality(self, &manifolds);
        #[cfg(feature = "oracle")]
        let exact = self.exact(self.credit_trials())?;
        #[cfg(feature = "oracle")]
        let credit = self.quality_at(exact.as_ref(), &mut instruments.through_time)?;
        #[cfg(not(feature = "oracle"))]
        let credit = BTreeMap::new();
        let looked = last.then(|| Looked {
            update,
            most,
            trials,
            paths: seen.remove(0),
            manifolds,
            #[cfg(feature = "oracle")]
            exact,
        });
        Ok(Found { test, credit, manifold, looked })
    }
}

/// Rough estimates, in multiply-adds of learning.
impl Session {
    fn work_of_learning(&self) -> f64 {
        work::multiply_adds(&self.plan, &self.plan.learn) as f64 * self.plan.learn.steps as f64 * self.updates() as f64
    }

    fn work_of_measuring(&self) -> f64 {
        let (rows, learn) = (ROWS_AFTER_A_RUN as f64, &self.plan.learn);
        let hidden = self.plan.populations.iter().filter(|p| p.third_factor.is_some());
        let neurons: f64 = hidden.map(|p| self.circuit.size(&p.name) as f64 + rows).sum();
        let trials = self.credit_trials() as f64;
        let credit = match learn.steps {
            1 => {
                let weights: f64 = self.plan.weights.iter().map(|&id| self.plan.buffer(id).len() as f64).sum();
                JACOBIAN * trials * self.shape.outputs as f64 * weights
            }
            // Two circuits, each with an update of its own.
            steps => {
                let each = work::multiply_adds(&self.plan, learn) as f64 * steps as f64 / learn.replicas as f64;
                2.0 * trials * each
            }
        };
        DIMENSION * rows * rows * neurons + credit
    }
}

#[cfg(test)]
mod tests {
    use super::Schedule;

    #[test]
    fn the_first_and_the_last_evaluation_are_measured_and_those_between_evenly() {
        let due = |measured, every, updates| {
            let schedule = Schedule { every, measured, updates };
            (0..=updates)
                .filter(|u| u % every == 0 || *u == updates)
                .filter(|u| schedule.is_due(*u))
                .collect::<Vec<_>>()
        };
        assert_eq!(due(2, 10, 65), [0, 20, 40, 60, 65]);
        assert_eq!(due(100, 10, 65), [0, 65]);
        assert_eq!(due(1, 40, 65), [0, 40, 65]);
        assert!(due(0, 10, 65).is_empty());
    }
}
