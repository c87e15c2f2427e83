//! Learning and its cost against the size of a circuit.

use super::analyse::{Looked, ROWS};
use super::document::RunDocument;
use super::document::analysis::Dimension;
use super::document::scale::{ScaleDocument, ScaleRow};
use super::jobs::{Done, Jobs, run_all};
use super::session::Session;
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
    let done = run_all(jobs, stop, &look)?;
    let rows: Vec<ScaleRow> = done.iter().map(|run| row(run, &points[run.job], axis)).collect();
    let fits = fits(&rows, axis);
    Ok(ScaleDocument { axis: axis.to_vec(), rows, fits, unfinished: jobs.jobs.len() - done.len() })
}

/// Steps of a trial, and the dimension of the activity in each population.
fn look(
    session: &mut Session,
    document: &RunDocument,
    looked: Option<Looked>,
) -> Result<(usize, BTreeMap<String, Dimension>), Error> {
    let steps = session.plan().learn.steps;
    let populations = session.write_analysis(document, looked, ROWS)?.unwrap_or_default().populations;
    Ok((steps, populations.into_iter().map(|(name, found)| (name, found.dimension)).collect()))
}

fn row(run: &Done<(usize, BTreeMap<String, Dimension>)>, point: &Point, axis: &[String]) -> ScaleRow {
    let (steps, dimension) = &run.more;
    let document = &run.document;
    let sound = document.diverged.is_none();
    let samples_per_s = document.samples_per_s.filter(|_| sound);
    let until = |cosine: f64| {
        let spent = *document.perturbations.get(axis.first()?)?;
        let reached = run.rows.iter().filter(|_| sound).find(|row| {
            let quality = axis.first().and_then(|name| row.credit_quality.get(name));
            quality.and_then(|quality| quality.cos_jacobian).is_some_and(|found| found >= cosine)
        })?;
        Some((spent as f64 * reached.update as f64 / document.steps.max(1) as f64).round() as u64)
    };
    ScaleRow {
        size: point.size,
        credit: point.credit.clone(),
        seed: document.seed,
        score: document.test.score.filter(|_| sound),
        diverged: document.diverged.clone(),
        credit_quality: document.credit_quality.clone(),
        perturbations_to_cos: COSINES.into_iter().map(|cosine| (cosine.to_string(), until(cosine))).collect(),
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
