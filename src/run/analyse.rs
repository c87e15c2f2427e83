//! What the activity and the weights of a circuit look like: the analyses of one set of weights, on test trials.

mod dimension;
mod pictures;
#[cfg(feature = "oracle")]
mod subspaces;
mod weights;

use super::activity::Activity;
use super::document::analysis::PopulationAnalysis;
use super::document::{AnalysisDocument, RunDocument};
use super::folder::RunFolder;
use super::session::Session;
use crate::analysis::rows::Rows;
use crate::analysis::spectrum::{Components, components};
use crate::error::Error;
use std::collections::BTreeMap;
use std::path::Path;

/// Rows of activity that are looked at where nothing is said.
pub const ROWS: usize = 1_000;
/// Rows at the end of a run, where a look must cost little.
pub const ROWS_AFTER_A_RUN: usize = 128;
/// Of a trial of many steps, no more than this many are samples of the manifold.
const STEPS: usize = 10;
/// Components of a manifold, at most.
const LEADING: usize = 64;
/// Shares of variance in the document.
const SPECTRUM: usize = 256;

/// Activity that an evaluation saw on its way, for an analysis that comes after it.
pub struct Looked {
    /// At which update.
    pub(super) update: u64,
    /// On how many rows.
    pub(super) most: usize,
    pub(super) seen: [Activity; 2],
}

impl Session {
    /// Room for what is analysed, and for what is drawn.
    pub(super) fn room_to_analyse(&self, most: usize) -> [Activity; 2] {
        [self.samples(most, STEPS), self.paths()]
    }

    /// Test trials that it takes to see it all.
    pub(super) fn trials_of(&self, seen: &[Activity]) -> u64 {
        self.test_trials().min(seen.iter().map(Activity::wanted).max().unwrap_or(0) as u64)
    }

    /// Analyses activity on no more than `most` rows: test trials, or steps of them. Nothing is learned.
    pub fn analyse(&mut self, most: usize) -> Result<AnalysisDocument, Error> {
        let projections = self.weight_histograms();
        let document = AnalysisDocument { update: self.update(), projections, ..AnalysisDocument::default() };
        if self.plan.evaluate.is_none() {
            return Ok(document);
        }
        let seen = match self.looked.take().filter(|looked| (looked.update, looked.most) == (self.update(), most)) {
            Some(looked) => looked.seen,
            None => {
                let mut seen = self.room_to_analyse(most);
                self.evaluate_on(self.trials_of(&seen), None, &mut seen)?;
                seen
            }
        };
        #[cfg(feature = "oracle")]
        let jacobians = self.jacobians()?;
        let mut populations = BTreeMap::new();
        for (i, population) in self.plan.populations.iter().enumerate() {
            let Some(rows) = seen[0].rows(i) else { continue };
            let main = components(&rows, LEADING);
            let found = self.population(i, &rows, &main, &seen[1]);
            #[cfg(feature = "oracle")]
            let found = PopulationAnalysis { alignment: self.alignment(i, &main, jacobians.get(&i)), ..found };
            populations.insert(population.name.clone(), found);
        }
        Ok(AnalysisDocument { trials: seen[0].trials(), populations, ..document })
    }

    /// Analyses a run that has ended and writes `analysis.json` into its folder. `None` where it diverged, or the circuit
    /// says that nothing is to be measured.
    pub fn write_analysis(&mut self, run: &RunDocument, most: usize) -> Result<Option<AnalysisDocument>, Error> {
        if run.diverged.is_some() || self.circuit.run.measure_every == Some(0) {
            return Ok(None);
        }
        let analysis = self.analyse(most)?;
        if let Some(out) = &run.out {
            RunFolder::existing(Path::new(out)).write_analysis(&analysis)?;
        }
        Ok(Some(analysis))
    }

    fn population(&self, i: usize, rows: &Rows, main: &Components, paths: &Activity) -> PopulationAnalysis {
        let total: f64 = main.variances.iter().sum();
        let share = |v: &f64| if total > 0.0 { v / total } else { 0.0 };
        PopulationAnalysis {
            neurons: rows.cols(),
            samples: rows.rows(),
            spectrum: main.variances.iter().take(SPECTRUM).map(share).filter(|share| share.is_finite()).collect(),
            dimension: dimension::of(rows, &main.variances),
            alignment: None,
            activity: pictures::heatmap(paths, i),
            trajectories: self.trajectories(paths, i, main),
        }
    }
}
