//! How alike a circuit's populations and given responses are: the same stimuli are shown to the circuit.

mod image;
mod references;
mod stimuli;
mod symmetric;

pub use references::Reference;
pub use stimuli::Stimuli;

use super::activity::Activity;
use super::document::analysis::{SimilarityDocument, SimilarityRow};
use super::session::Session;
use crate::analysis::rows::Rows;
use crate::analysis::similarity::predictivity::{COMPONENTS, Mapping, normalised, predictivity};
use crate::analysis::similarity::rank::{pearson, rho_a, spearman, tau_a};
use crate::analysis::similarity::{bootstrap, cka, rdm};
use crate::error::Error;
use crate::task::{Split, TaskShape, Trial, Trials};
use std::path::Path;

/// Level of the intervals.
const LEVEL: f64 = 0.95;
/// Resamples of the stimuli; fewer where there are very many pairs.
const DRAWS: usize = 1_000;
/// Pairs in all resamples together, about.
const PAIRS: usize = 20_000_000;

/// Stimuli, and responses of others to them.
pub struct Material {
    /// The folder's name.
    pub source: String,
    /// What is shown.
    pub stimuli: Stimuli,
    /// What it is compared with.
    pub references: Vec<Reference>,
}

impl Material {
    /// Reads a folder: `images/` (or `stimuli.npy`, `stimuli.npz`), and `rdm*.npy` and `responses*.npy` or `.npz`. Stimuli
    /// are made to fit a task of this shape.
    ///
    /// # Errors
    /// A folder without them, files that are not what their names say, stimuli that do not fit the circuit's input.
    pub fn open(folder: &Path, shape: &TaskShape) -> Result<Material, Error> {
        if !folder.is_dir() {
            let help = "give a folder with images/ (or stimuli.npy) and rdm*.npy or responses*.npy";
            return Err(Error::input(format!("{} is not a folder", folder.display()), help));
        }
        let source = folder.canonicalize().unwrap_or(folder.to_path_buf());
        let source = source.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let stimuli = Stimuli::open(folder, shape)?;
        let references = references::open(folder, stimuli.count())?;
        Ok(Material { source, stimuli, references })
    }
}

/// Stimuli as trials.
struct Shown<'a>(&'a Stimuli);

impl Trials for Shown<'_> {
    fn len(&self, _: Split) -> Option<u64> {
        Some(self.0.count() as u64)
    }

    fn write(&self, _: Split, trial: u64, into: Trial) {
        into.inputs.copy_from_slice(self.0.one(trial as usize));
        into.targets.fill(0.0);
    }
}

impl Session {
    /// Shows the stimuli and compares every population, and the stimuli themselves ("pixels"), with every reference. Where
    /// a trial has many steps, the activity at its last one is taken.
    pub fn similarity(&mut self, material: &Material) -> Result<SimilarityDocument, Error> {
        let stimuli = &material.stimuli;
        let mut seen = [Activity::room(&self.circuit, &self.plan, stimuli.count(), vec![self.shape.steps - 1])];
        self.evaluate_on(stimuli.count() as u64, Some(&Shown(stimuli)), &mut seen)?;
        let named = |(i, name): (usize, &str)| Some((name.to_string(), seen[0].rows(i)?));
        let populations = self.circuit.populations.names().enumerate().filter_map(named);
        let mut rows = Vec::new();
        for (population, activity) in [("pixels".to_string(), stimuli.rows())].into_iter().chain(populations) {
            let own = rdm::correlation(&activity);
            for reference in &material.references {
                rows.push(compare(&population, (&activity, &own), reference, self.circuit.seed));
            }
        }
        let (source, order) = (material.source.clone(), stimuli.names().to_vec());
        Ok(SimilarityDocument { stimuli: stimuli.count(), source, order, rows })
    }
}

/// Stimuli below which no predictivity is told: a tenth of them is held out, and two points always lie on a line.
const FEWEST: usize = 30;

fn compare(population: &str, (activity, own): (&Rows, &[f64]), reference: &Reference, seed: u64) -> SimilarityRow {
    let other = &reference.rdm[..];
    let draws = (PAIRS / own.len().max(1)).clamp(100, DRAWS);
    let resampled = bootstrap::over_stimuli(&[own, other], draws, seed, |lists| pearson(&lists[0], &lists[1]));
    let interval = bootstrap::interval(&resampled, LEVEL).map(|interval| (interval.low, interval.high));
    let predicted = reference.responses.as_ref().and_then(|responses| {
        if activity.rows() < FEWEST {
            return None;
        }
        let r = predictivity(activity, responses, None, &Mapping::Pls(COMPONENTS), seed)?.r;
        // What predicts the opposite predicts nothing.
        Some(normalised(r.max(0.0), reference.reliability?))
    });
    SimilarityRow {
        population: population.into(),
        reference: reference.name.clone(),
        pearson: pearson(own, other),
        spearman: spearman(own, other),
        rho_a: rho_a(own, other),
        tau_a: tau_a(own, other),
        interval,
        ceiling: reference.ceiling,
        cka: reference.responses.as_ref().and_then(|responses| cka::unbiased(activity, responses)),
        predictivity: predicted.filter(|x| x.is_finite()),
    }
}
