//! Several credit sources and seeds on one circuit.

mod settings;
mod variants;

pub use settings::{Setting, settings};
pub use variants::{Variant, beyond_defaults, variants};

use super::analyse::ROWS_AFTER_A_RUN;
use super::document::{CompareDocument, CompareRow, CreditQuality, Kind, RunDocument};
use super::jobs::{Done, Jobs, run_all};
use crate::analysis::quantile::quantile;
use crate::error::Error;
use std::sync::atomic::AtomicBool;

/// A credit source, and the values of the fields that vary.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Point {
    /// The credit source as it was asked for.
    pub source: String,
    /// Fields and their values.
    pub varied: Vec<(String, String)>,
}

/// Makes all runs, each at one of `points`, and sums them up by label. Runs that were not begun when `stop` was set are left
/// out. With a criterion, counts the trials until a test score reached it.
pub fn compare(
    jobs: &Jobs,
    points: &[Point],
    criterion: Option<f64>,
    stop: &AtomicBool,
) -> Result<CompareDocument, Error> {
    let done = run_all(jobs, stop, &|mut session, document, looked| {
        session.write_analysis(document, looked, ROWS_AFTER_A_RUN).map(drop)
    })?;
    let mut rows: Vec<CompareRow> = Vec::new();
    for runs in done.chunk_by(|a, b| jobs.jobs[a.job].label == jobs.jobs[b.job].label) {
        let at = runs[0].job;
        rows.push(CompareRow {
            ran: beyond_defaults(&jobs.jobs[at].loaded.circuit.credit),
            ..row(&jobs.jobs[at].label, &points[at], runs, criterion)
        });
    }
    let chance = done.iter().find_map(|run| run.document.chance);
    let unfinished = jobs.jobs.len() - done.len();
    Ok(CompareDocument { rows, criterion, chance, unfinished, memory: jobs.memory.clone() })
}

/// Trials learned from at the first evaluation whose score reached the criterion. What diverges afterwards has not learned.
fn trials_until(run: &Done<()>, criterion: f64) -> Option<u64> {
    let sound = run.document.diverged.is_none();
    run.rows
        .iter()
        .filter(|_| sound)
        .find(|row| row.test.score.is_some_and(|score| score >= criterion))
        .map(|row| row.samples)
}

fn row(label: &str, point: &Point, done: &[Done<()>], criterion: Option<f64>) -> CompareRow {
    let runs: Vec<&RunDocument> = done.iter().map(|run| &run.document).collect();
    let sound: Vec<&RunDocument> = runs.iter().copied().filter(|run| run.diverged.is_none()).collect();
    let scores: Vec<Option<f64>> = runs.iter().map(|run| run.test.score.filter(|_| run.diverged.is_none())).collect();
    let quantile = |q| quantile(scores.iter().flatten().copied().collect(), q);
    let names: Vec<&String> = sound.first().map(|run| run.credit_quality.keys().collect()).unwrap_or_default();
    let credit_quality = names.into_iter().map(|name| (name.clone(), median_quality(name, &sound))).collect();
    CompareRow {
        credit: label.into(),
        source: point.source.clone(),
        varied: point.varied.iter().cloned().collect(),
        seeds: runs.iter().map(|run| run.seed).collect(),
        median: quantile(0.5),
        q25: quantile(0.25),
        q75: quantile(0.75),
        scores,
        kinds: median_kinds(&runs),
        diverged: runs.len() - sound.len(),
        perturbations: sound.first().or(runs.first()).map(|run| run.perturbations.clone()).unwrap_or_default(),
        wall_s: runs.iter().map(|run| run.wall_s).sum(),
        credit_quality,
        trials_to_criterion: criterion.map(|score| done.iter().map(|run| trials_until(run, score)).collect()),
        out: runs.iter().filter_map(|run| run.out.clone()).collect(),
        ran: String::new(),
    }
}

/// Each condition that every run met, in the task's order.
fn median_kinds(runs: &[&RunDocument]) -> Vec<Kind> {
    let runs: Vec<&&RunDocument> = runs.iter().filter(|run| run.diverged.is_none()).collect();
    let Some(first) = runs.first() else { return Vec::new() };
    let median = |kind: &Kind| {
        let all = runs.iter().map(|run| run.test.kinds.iter().find(|other| other.name == kind.name));
        let all: Vec<&Kind> = all.collect::<Option<_>>()?;
        let median = |get: fn(&Kind) -> Option<f64>| quantile(all.iter().filter_map(|kind| get(kind)).collect(), 0.5);
        let trials = median(|kind| Some(kind.trials as f64))?.round() as u64;
        Some(Kind { name: kind.name.clone(), trials, loss: median(|kind| kind.loss), score: median(|kind| kind.score) })
    };
    first.test.kinds.iter().filter_map(median).collect()
}

fn median_quality(name: &str, runs: &[&RunDocument]) -> CreditQuality {
    let all: Vec<&CreditQuality> = runs.iter().filter_map(|run| run.credit_quality.get(name)).collect();
    let median = |get: fn(&CreditQuality) -> Option<f64>| quantile(all.iter().filter_map(|q| get(q)).collect(), 0.5);
    CreditQuality {
        cos_activation: median(|q| q.cos_activation),
        cos_weight: median(|q| q.cos_weight),
        cos_jacobian: median(|q| q.cos_jacobian),
        captured: median(|q| q.captured),
        rank: all.first().and_then(|q| q.rank),
        k_eff: median(|q| q.k_eff),
        predicted_cos: median(|q| q.predicted_cos),
        norm_ratio: median(|q| q.norm_ratio),
        sign_agreement: median(|q| q.sign_agreement),
        captured_chance: median(|q| q.captured_chance),
        captured_null: median(|q| q.captured_null),
        crossover: median(|q| q.crossover),
        projected_step: median(|q| q.projected_step),
        neurons: all.first().map_or(0, |q| q.neurons),
    }
}
