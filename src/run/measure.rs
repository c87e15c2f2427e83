//! What is measured in the course of a run besides loss and score, and when.

use super::activity::Activity;
use super::document::{CreditQuality, ManifoldQuality, Measured};
use super::manifold::Drift;
use super::session::Session;
use crate::error::Error;
use std::collections::BTreeMap;

/// Measurements of a run where nothing is said, besides the one before it.
const MOST: u64 = 10;
/// Rows of activity that the manifold is measured on.
const SAMPLES: usize = 128;
/// Of a trial of many steps, no more than this many are looked at.
const STEPS: usize = 8;

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
    /// As the circuit says; else evenly spaced, and the same for the same circuit.
    pub fn of(session: &Session, every: u64) -> Schedule {
        let updates = session.updates();
        let otherwise = updates.div_ceil(every).div_ceil(MOST).max(1);
        Schedule { every, measured: session.circuit().run.measure_every.unwrap_or(otherwise), updates }
    }

    /// Whether the evaluation after `update` updates is one with measurements: the first and the last always are.
    pub fn is_due(&self, update: u64) -> bool {
        let ends = update == 0 || update == self.updates;
        self.measured > 0 && (ends || (update / self.every).is_multiple_of(self.measured))
    }
}

/// What was measured at one evaluation.
#[derive(Default)]
pub struct Found {
    /// On test trials.
    pub test: Measured,
    /// By population.
    pub credit: BTreeMap<String, CreditQuality>,
    /// By population.
    pub manifold: BTreeMap<String, ManifoldQuality>,
}

impl Session {
    /// Evaluates, and measures credit and manifolds if `due`.
    pub fn measure(&mut self, due: bool, drift: &mut Drift) -> Result<Found, Error> {
        if !due {
            return Ok(Found { test: self.evaluate()?.unwrap_or_default(), ..Found::default() });
        }
        let mut seen = self.samples(SAMPLES, STEPS);
        let test = self.evaluate_looking(std::slice::from_mut(&mut seen))?.unwrap_or_default();
        #[cfg(feature = "oracle")]
        let credit = self.credit_quality()?;
        #[cfg(not(feature = "oracle"))]
        let credit = BTreeMap::new();
        Ok(Found { test, credit, manifold: self.manifold_quality(&seen, drift) })
    }

    /// Room for about `rows` rows of activity: of as many trials as it takes at no more than `steps` steps of each.
    pub fn samples(&self, rows: usize, steps: usize) -> Activity {
        let steps = self.plan.evaluate.as_ref().map_or(1, |program| program.steps).min(steps);
        self.activity((rows / steps).max(1), steps)
    }
}
