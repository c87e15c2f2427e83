//! Learning and its cost against the size of a circuit.

use super::analyse::{Looked, ROWS};
use super::document::RunDocument;
use super::document::analysis::Dimension;
use super::document::scale::{FeedbackPoint, ScaleDocument, ScaleRow};
use super::jobs::{Done, Jobs, run_all};
use super::session::Session;
use crate::analysis::crossing::{Crossing, crossing};
use crate::analysis::power_law;
use crate::error::Error;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicBool;

/// Cosines with the Jacobian until which perturbations are counted.
const COSINES: [f64; 2] = [0.5, 0.7];

/// What a run of this circuit costs and brings; the place of a job's label.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Neurons of the first population that grows.
    pub size: usize,
    /// The credit source.
    pub credit: String,
}

/// Makes all runs, whose sizes and credit sources `points` tell, and fits power laws.
pub fn scale(jobs: &Jobs, points: &[Point], axis: &[String], stop: &AtomicBool) -> Result<ScaleDocument, Error> {
    let axis_of = axis.first().map_or("", String::as_str);
    let done = run_all(jobs, stop, &|session, document, looked| look(session, document, looked, axis_of))?;
    let rows: Vec<ScaleRow> = done.iter().map(|run| row(run, &points[run.job])).collect();
    let fits = fits(&rows, axis);
    let (chance, unfinished) = (done.iter().find_map(|run| run.document.chance), jobs.jobs.len() - done.len());
    Ok(ScaleDocument { axis: axis.to_vec(), rows, fits, unfinished, chance, memory: jobs.memory.clone() })
}

/// What is asked of a run that has ended.
struct Seen {
    /// Steps of a trial.
    steps: usize,
    /// Of the activity in each population.
    dimension: BTreeMap<String, Dimension>,
    /// Of the first population that grows.
    feedback: Vec<FeedbackPoint>,
}

fn look(
    mut session: Session,
    document: &mut RunDocument,
    looked: Option<Looked>,
    population: &str,
) -> Result<Seen, Error> {
    let steps = session.plan().learn.steps;
    let populations = session.write_analysis(document, looked, ROWS)?.unwrap_or_default().populations;
    let feedback = match (&document.diverged, document.interrupted) {
        (None, false) => counted(session, population)?,
        _ => Vec::new(),
    };
    let dimension = populations.into_iter().map(|(name, found)| (name, found.dimension)).collect();
    Ok(Seen { steps, dimension, feedback })
}

#[cfg(feature = "oracle")]
fn counted(session: Session, population: &str) -> Result<Vec<FeedbackPoint>, Error> {
    session.count_perturbations(population, COSINES.into_iter().fold(0.0, f64::max))
}

/// Without the exact Jacobian nothing can be held to it.
#[cfg(not(feature = "oracle"))]
fn counted(_: Session, _: &str) -> Result<Vec<FeedbackPoint>, Error> {
    Ok(Vec::new())
}

fn row(run: &Done<Seen>, point: &Point) -> ScaleRow {
    let Seen { steps, dimension, feedback } = &run.more;
    let document = &run.document;
    let sound = document.diverged.is_none();
    let samples_per_s = document.samples_per_s.filter(|_| sound);
    let curve: Vec<(f64, f64)> = feedback.iter().map(|at| (at.perturbations as f64, at.cos_jacobian)).collect();
    let until = |cosine: f64| crossing(&curve, cosine);
    let bounds = |cosine: f64| {
        let Crossing { above, upto, .. } = until(cosine)?;
        Some((cosine.to_string(), (above.unwrap_or(0.0) as u64, upto.map(|upto| upto as u64))))
    };
    let count = |cosine: f64| until(cosine)?.at.map(|at| at.round() as u64);
    ScaleRow {
        size: point.size,
        credit: point.credit.clone(),
        seed: document.seed,
        score: document.test.score.filter(|_| sound),
        diverged: document.diverged.clone(),
        credit_quality: document.credit_quality.clone(),
        perturbations_to_cos: COSINES.into_iter().map(|cosine| (cosine.to_string(), count(cosine))).collect(),
        perturbations_to_cos_bounds: COSINES.into_iter().filter_map(bounds).collect(),
        feedback_curve: feedback.clone(),
        dimension: dimension.clone(),
        step_us: samples_per_s.map(|rate| 1e6 / (rate * *steps as f64)),
        samples_per_s,
        out: document.out.clone(),
    }
}

/// A number of a row, `None` where it was not measured.
pub type Quantity = (&'static str, fn(&ScaleRow, &str) -> Option<f64>);

/// What is fitted and shown, of the first population that grows.
pub const QUANTITIES: [Quantity; 9] = [
    ("perturbations to cos 0.5", |row, _| to_cos(row, "0.5")),
    ("perturbations to cos 0.7", |row, _| to_cos(row, "0.7")),
    ("participation ratio", |row, name| dimension(row, name)?.participation_ratio),
    ("participation ratio, corrected", |row, name| dimension(row, name)?.participation_ratio_both),
    ("components for 95 %", |row, name| dimension(row, name)?.k95.map(|k| k as f64)),
    ("twoNN", |row, name| dimension(row, name)?.twonn),
    ("GRIDE, 16th neighbour", |row, name| {
        Some(dimension(row, name)?.gride.iter().find(|s| s.neighbour == 16)?.dimension)
    }),
    ("Levina-Bickel", |row, name| dimension(row, name)?.levina_bickel),
    ("µs a step", |row, _| row.step_us),
];

fn to_cos(row: &ScaleRow, cosine: &str) -> Option<f64> {
    row.perturbations_to_cos.get(cosine).copied().flatten().filter(|count| *count > 0).map(|count| count as f64)
}

fn dimension<'a>(row: &'a ScaleRow, name: &str) -> Option<&'a Dimension> {
    row.dimension.get(name)
}

fn fits(rows: &[ScaleRow], axis: &[String]) -> BTreeMap<String, BTreeMap<String, power_law::PowerLaw>> {
    let mut fits: BTreeMap<String, BTreeMap<String, power_law::PowerLaw>> = BTreeMap::new();
    let Some(name) = axis.first() else { return fits };
    for credit in credits(rows) {
        for (quantity, of) in QUANTITIES {
            let own = rows.iter().filter(|row| row.credit == credit);
            let points: Vec<(f64, f64)> = own.filter_map(|row| Some((row.size as f64, of(row, name)?))).collect();
            if let Some(fit) = power_law::fit(&points) {
                fits.entry(credit.clone()).or_default().insert(quantity.into(), fit);
            }
        }
    }
    fits
}

/// The sizes of a document, ascending.
pub fn sizes(rows: &[ScaleRow]) -> Vec<usize> {
    let sizes: BTreeSet<usize> = rows.iter().map(|row| row.size).collect();
    sizes.into_iter().collect()
}

/// The credit sources of a document, in the order of its rows.
pub fn credits(rows: &[ScaleRow]) -> Vec<String> {
    let mut credits: Vec<String> = Vec::new();
    for row in rows {
        if !credits.contains(&row.credit) {
            credits.push(row.credit.clone());
        }
    }
    credits
}
