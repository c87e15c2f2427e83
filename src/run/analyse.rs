//! What the activity and the weights of a circuit look like: the analyses of one set of weights, on test trials.

mod dimension;
mod pictures;
#[cfg(feature = "oracle")]
mod subspaces;
mod weights;

pub use super::extent::{ROWS, ROWS_AFTER_A_RUN};

use super::activity::Activity;
#[cfg(feature = "oracle")]
use super::credit::Exact;
use super::document::analysis::PopulationAnalysis;
use super::document::{AnalysisDocument, RunDocument};
#[cfg(feature = "oracle")]
use super::extent::JACOBIANS;
use super::extent::STEPS;
use super::folder::RunFolder;
use super::manifold::{Depth, Manifold};
use super::session::Session;
use crate::error::Error;
use std::path::Path;

/// Shares of variance in the document.
const SPECTRUM: usize = 256;

/// What an analysis tells of. The last measurement of a run has it all in hand, and leaves it to the analysis after it.
pub struct Looked {
    /// At which update.
    pub(super) update: u64,
    /// On how many rows.
    pub(super) most: usize,
    /// What is drawn.
    pub(super) paths: Activity,
    /// Trials that the manifolds were seen on.
    pub(super) trials: usize,
    pub(super) manifolds: Vec<Option<Manifold>>,
    #[cfg(feature = "oracle")]
    pub(super) exact: Option<Exact>,
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
        self.analyse_looked(most, None)
    }

    /// The same, of what was looked at before if it is what is asked for.
    pub fn analyse_looked(&mut self, most: usize, looked: Option<Looked>) -> Result<AnalysisDocument, Error> {
        let projections = self.weight_histograms();
        let document = AnalysisDocument { update: self.update(), projections, ..AnalysisDocument::default() };
        if self.plan.evaluate.is_none() {
            return Ok(document);
        }
        let at_hand = looked.filter(|looked| (looked.update, looked.most) == (self.update(), most));
        let looked = match at_hand {
            Some(looked) => looked,
            None => self.look(most)?,
        };
        #[cfg(feature = "oracle")]
        let looked = match looked.exact {
            Some(_) => looked,
            None => Looked { exact: self.exact(self.analysed_jacobians())?, ..looked },
        };
        let labels = self.labels(looked.paths.trials());
        let populations = self.plan.populations.iter().zip(&looked.manifolds).enumerate();
        let analysed = populations.filter_map(|(i, (population, manifold))| {
            Some((population.name.clone(), self.population(i, manifold.as_ref()?, &looked, &labels)))
        });
        Ok(AnalysisDocument { trials: looked.trials, populations: analysed.collect(), ..document })
    }

    /// Trials whose Jacobians are analysed: those that the credit is measured on, where it is.
    #[cfg(feature = "oracle")]
    fn analysed_jacobians(&self) -> usize {
        match self.circuit.run.credit_trials {
            0 => JACOBIANS,
            trials => trials,
        }
    }

    /// Shows test trials for an analysis on `most` rows.
    fn look(&mut self, most: usize) -> Result<Looked, Error> {
        let mut seen = self.room_to_analyse(most);
        self.evaluate_on(self.trials_of(&seen), None, &mut seen)?;
        let [activity, paths] = seen;
        Ok(Looked {
            update: self.update(),
            most,
            paths,
            trials: activity.trials(),
            manifolds: self.manifolds(activity, Depth::Analysed),
            #[cfg(feature = "oracle")]
            exact: None,
        })
    }

    /// Analyses a run that has ended and writes `analysis.json` into its folder. `None` where it diverged, or the circuit
    /// says that nothing is to be measured. It may see trials that no evaluation of the run took: where a loss is not finite
    /// there, the run has diverged, and says so from then on.
    pub fn write_analysis(
        &mut self,
        run: &mut RunDocument,
        looked: Option<Looked>,
        most: usize,
    ) -> Result<Option<AnalysisDocument>, Error> {
        if run.diverged.is_some() || self.circuit.run.measure_every == Some(0) {
            return Ok(None);
        }
        let folder = run.out.as_ref().map(|out| RunFolder::existing(Path::new(out)));
        let mut analysis = match self.analyse_looked(most, looked) {
            Err(Error::Diverged(divergence)) => {
                run.diverge(divergence);
                return folder.map_or(Ok(()), |folder| folder.write_summary(run)).map(|()| None);
            }
            analysed => analysed?,
        };
        if let Some(folder) = folder {
            analysis = folder.with_earlier(analysis);
            folder.write_analysis(&analysis)?;
        }
        Ok(Some(analysis))
    }

    fn population(
        &self,
        i: usize,
        manifold: &Manifold,
        looked: &Looked,
        labels: &[Option<String>],
    ) -> PopulationAnalysis {
        let main = &manifold.main;
        let total: f64 = main.variances.iter().sum();
        let share = |v: &f64| if total > 0.0 { v / total } else { 0.0 };
        #[cfg(feature = "oracle")]
        let alignment = looked.exact.as_ref().and_then(|exact| self.alignment(i, main, exact));
        #[cfg(not(feature = "oracle"))]
        let alignment = None;
        PopulationAnalysis {
            neurons: main.basis.cols(),
            samples: manifold.samples,
            spectrum: main.variances.iter().take(SPECTRUM).map(share).filter(|share| share.is_finite()).collect(),
            dimension: dimension::of(manifold),
            alignment,
            activity: pictures::heatmap(&looked.paths, i),
            trajectories: pictures::trajectories(&looked.paths, i, main, labels),
        }
    }
}
