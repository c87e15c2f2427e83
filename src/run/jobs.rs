//! Many runs, side by side on the cores.

use super::device::Device;
use super::document::{MetricsRow, RunDocument};
use super::drive::{Observer, Options, drive};
use super::folder::RunFolder;
use super::session::{Session, SessionOptions};
use crate::circuit::Loaded;
use crate::error::Error;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// One of several runs.
pub struct Job {
    /// What sets it apart from the others, its seed left out.
    pub label: String,
    /// The seed.
    pub seed: u64,
    /// The circuit with this variant and seed.
    pub loaded: Loaded,
}

/// Several runs to be made.
pub struct Jobs {
    /// All runs.
    pub jobs: Vec<Job>,
    /// Where they go: a folder each.
    pub folder: RunFolder,
    /// Which engine.
    pub device: Device,
    /// Where the user says that data sets lie.
    pub data_dir: Option<PathBuf>,
    /// Runs side by side, each on one thread: with more runs than cores that wastes nothing on waiting.
    pub workers: usize,
    /// Replace earlier runs' files.
    pub overwrite: bool,
    /// No lines about runs that ended.
    pub quiet: bool,
}

/// A run that was made.
pub struct Done<T> {
    /// Its place among the jobs.
    pub job: usize,
    /// What it says.
    pub document: RunDocument,
    /// Its lines of metrics.
    pub rows: Vec<MetricsRow>,
    /// What else was asked of it.
    pub more: T,
}

/// How a run ended.
type Outcome<T> = Result<Done<T>, Error>;

/// A last look at a run that has ended.
pub type Look<T> = dyn Fn(&mut Session, &RunDocument) -> Result<T, Error> + Sync;

/// Makes all runs, and looks at each with `look` when it has ended. Runs that were not begun, or not ended, when `stop` was
/// set are left out.
pub fn run_all<T: Send>(jobs: &Jobs, stop: &AtomicBool, look: &Look<T>) -> Result<Vec<Done<T>>, Error> {
    let next = AtomicUsize::new(0);
    let results: Vec<Mutex<Option<Outcome<T>>>> = jobs.jobs.iter().map(|_| Mutex::new(None)).collect();
    std::thread::scope(|scope| {
        for _ in 0..jobs.workers.min(jobs.jobs.len()) {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= jobs.jobs.len() {
                        return;
                    }
                    let result = one(jobs, at, stop, look);
                    *results[at].lock().expect("no run panics while it holds this") = Some(result);
                }
            });
        }
    });
    let mut done = Vec::new();
    for result in results {
        match result.into_inner().expect("no run panics while it holds this") {
            Some(Ok(run)) if !run.document.interrupted => done.push(run),
            Some(Err(error)) => return Err(error),
            _ => {}
        }
    }
    Ok(done)
}

struct Keep(Vec<MetricsRow>);

impl Observer for Keep {
    fn row(&mut self, row: &MetricsRow) {
        self.0.push(row.clone());
    }
}

fn one<T>(jobs: &Jobs, at: usize, stop: &AtomicBool, look: &Look<T>) -> Result<Done<T>, Error> {
    let job = &jobs.jobs[at];
    let options = SessionOptions { device: jobs.device, threads: 1, data_dir: jobs.data_dir.as_deref() };
    let mut session = Session::open(&job.loaded, &options)?;
    let plain = |c: char| if c.is_alphanumeric() || c == '_' || c == '-' { c } else { '-' };
    let name: String = format!("{}-seed{}", job.label, job.seed).chars().map(plain).collect();
    let folder = RunFolder::create(Some(&jobs.folder.file(&name)), &name, jobs.overwrite)?;
    folder.write("circuit.ron", &job.loaded.resolved_text())?;
    let options = Options { folder: Some(folder), stop: Some(stop), threads: 1 };
    let mut keep = Keep(Vec::new());
    let document = drive(&mut session, &options, &mut keep)?;
    if !jobs.quiet {
        let score = document.test.score.map_or("–".into(), |s| format!("{s:.4}"));
        eprintln!("{} seed {}: score {score} in {:.1} s", job.label, job.seed, document.wall_s);
    }
    Ok(Done { job: at, more: look(&mut session, &document)?, document, rows: keep.0 })
}
