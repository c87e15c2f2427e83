//! Several credit sources and seeds on one circuit, side by side on the cores.

mod variants;

pub use variants::{Variant, variants};

use super::device::Device;
use super::document::{CompareDocument, CompareRow, CreditQuality, MetricsRow, RunDocument};
use super::drive::{Observer, Options, drive};
use super::folder::RunFolder;
use super::session::{Session, SessionOptions};
use crate::circuit::Loaded;
use crate::error::Error;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// One run of a comparison.
pub struct Job {
    /// The variant's label.
    pub label: String,
    /// The seed.
    pub seed: u64,
    /// The circuit with this variant and seed.
    pub loaded: Loaded,
}

/// A comparison to be made.
pub struct Plan {
    /// All runs, variant by variant.
    pub jobs: Vec<Job>,
    /// Where they go: a folder each.
    pub folder: RunFolder,
    /// Which engine.
    pub device: Device,
    /// Where the user says that data sets lie.
    pub data_dir: Option<PathBuf>,
    /// Runs side by side, each on one thread: with more runs than cores that wastes nothing on waiting.
    pub workers: usize,
    /// Test score from which a circuit counts as having learned.
    pub criterion: Option<f64>,
    /// Replace earlier runs' files.
    pub overwrite: bool,
    /// No lines about runs that ended.
    pub quiet: bool,
}

/// Makes all runs and sums them up. Runs that were not begun when `stop` was set are left out.
pub fn compare(plan: &Plan, stop: &AtomicBool) -> Result<CompareDocument, Error> {
    let next = AtomicUsize::new(0);
    let results: Vec<Mutex<Option<Result<Learned, Error>>>> = plan.jobs.iter().map(|_| Mutex::new(None)).collect();
    std::thread::scope(|scope| {
        for _ in 0..plan.workers.min(plan.jobs.len()) {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(job) = plan.jobs.get(at) else { return };
                    let result = one(plan, job, stop);
                    if let (Ok(Learned { document, .. }), false) = (&result, plan.quiet) {
                        let score = document.test.score.map_or("–".into(), |s| format!("{s:.4}"));
                        let seconds = document.wall_s;
                        eprintln!("{} seed {}: score {score} in {seconds:.1} s", job.label, job.seed);
                    }
                    *results[at].lock().expect("no run panics while it holds this") = Some(result);
                }
            });
        }
    });
    let mut done = Vec::new();
    for (job, result) in plan.jobs.iter().zip(results) {
        match result.into_inner().expect("no run panics while it holds this") {
            Some(Ok(learned)) if !learned.document.interrupted => done.push((job, learned)),
            Some(Err(error)) => return Err(error),
            _ => {}
        }
    }
    let mut rows: Vec<CompareRow> = Vec::new();
    for (i, (job, _)) in done.iter().enumerate() {
        if i == 0 || done[i - 1].0.label != job.label {
            let runs: Vec<&Learned> =
                done.iter().filter(|(other, _)| other.label == job.label).map(|(_, learned)| learned).collect();
            let documents: Vec<&RunDocument> = runs.iter().map(|learned| &learned.document).collect();
            let trials = plan.criterion.map(|_| runs.iter().map(|learned| learned.trials).collect());
            rows.push(CompareRow { trials_to_criterion: trials, ..row(&job.label, &documents) });
        }
    }
    Ok(CompareDocument { rows })
}

/// A run, and the trials after which it had learned.
struct Learned {
    document: RunDocument,
    trials: Option<u64>,
}

/// Notes when the test score reaches the criterion.
struct Criterion {
    score: Option<f64>,
    trials: Option<u64>,
}

impl Observer for Criterion {
    fn row(&mut self, row: &MetricsRow) {
        if let (Some(needed), Some(score), None) = (self.score, row.test.score, self.trials)
            && score >= needed
        {
            self.trials = Some(row.samples);
        }
    }
}

fn one(plan: &Plan, job: &Job, stop: &AtomicBool) -> Result<Learned, Error> {
    let options = SessionOptions { device: plan.device, threads: 1, data_dir: plan.data_dir.as_deref() };
    let mut session = Session::open(&job.loaded, &options)?;
    let plain = |c: char| if c.is_alphanumeric() || c == '_' || c == '-' { c } else { '-' };
    let name: String = format!("{}-seed{}", job.label, job.seed).chars().map(plain).collect();
    let folder = RunFolder::create(Some(&plan.folder.file(&name)), &name, plan.overwrite)?;
    folder.write("circuit.ron", &job.loaded.resolved_text())?;
    let options = Options { folder: Some(folder), stop: Some(stop), threads: 1 };
    let mut observer = Criterion { score: plan.criterion, trials: None };
    let document = drive(&mut session, &options, &mut observer)?;
    Ok(Learned { document, trials: observer.trials })
}

fn row(label: &str, runs: &[&RunDocument]) -> CompareRow {
    let scores: Vec<Option<f64>> = runs.iter().map(|run| run.test.score.filter(|_| run.diverged.is_none())).collect();
    let quantile = |q| quantile(scores.iter().flatten().copied().collect(), q);
    let names: Vec<&String> = runs.first().map(|run| run.credit_quality.keys().collect()).unwrap_or_default();
    let credit_quality = names.into_iter().map(|name| (name.clone(), median_quality(name, runs))).collect();
    CompareRow {
        credit: label.into(),
        seeds: runs.iter().map(|run| run.seed).collect(),
        median: quantile(0.5),
        q25: quantile(0.25),
        q75: quantile(0.75),
        scores,
        diverged: runs.iter().filter(|run| run.diverged.is_some()).count(),
        perturbations: runs.first().map(|run| run.perturbations.clone()).unwrap_or_default(),
        wall_s: runs.iter().map(|run| run.wall_s).sum(),
        credit_quality,
        trials_to_criterion: None,
        out: runs.iter().filter_map(|run| run.out.clone()).collect(),
    }
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

/// The q-quantile, between the two nearest values; `None` of nothing.
pub fn quantile(mut values: Vec<f64>, q: f64) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let at = q * (values.len().checked_sub(1)?) as f64;
    let (low, high) = (values[at.floor() as usize], values[at.ceil() as usize]);
    Some(low + (at - at.floor()) * (high - low))
}

#[cfg(test)]
mod tests {
    use super::quantile;

    #[test]
    fn quantiles_lie_between_the_nearest_values() {
        assert_eq!(quantile(vec![3.0, 1.0, 2.0], 0.5), Some(2.0));
        assert_eq!(quantile(vec![4.0, 1.0, 2.0, 3.0], 0.25), Some(1.75));
        assert_eq!(quantile(vec![], 0.5), None);
    }
}
