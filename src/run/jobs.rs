//! Many runs, side by side on the cores.

use super::analyse::Looked;
use super::device::Device;
use super::document::{MetricsRow, RunDocument};
use super::drive::{Ended, Observer, Options, drive};
use super::folder::{Kind, RunFolder, Wanted};
use super::memory::available::available;
use super::memory::{Doing, Memory, Place};
use super::prepare::prepare;
use super::probes;
use super::session::{Session, SessionOptions};
use crate::circuit::{About, Circuit, Loaded};
use crate::error::Error;
use crate::schema::Problems;
use std::path::{Path, PathBuf};
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
    /// What they take side by side.
    pub memory: Memory,
    /// What is to be done with each.
    pub doing: Doing,
    /// Replace earlier runs' files.
    pub overwrite: bool,
    /// No lines about runs that ended.
    pub quiet: bool,
}

/// How many of the runs, which one by one fit, memory holds side by side, up to `workers`, and what they take then.
pub fn fitting(jobs: &[Job], device: Device, workers: usize, doing: Doing) -> (usize, Memory) {
    let place = Place { device, threads: 1 };
    let mut all = Vec::new();
    for group in jobs.chunk_by(|a, b| a.label == b.label) {
        let memory = Memory::of(&group[0].loaded.circuit, place, doing);
        all.extend(group.iter().map(|job| (format!("{} seed {}", job.label, job.seed), memory.clone())));
    }
    let limits = available();
    let fits = |workers: &usize| Memory::side_by_side(&all, *workers).beyond(&limits).is_none();
    let most = workers.clamp(1, jobs.len().max(1));
    let workers = (2..=most).rev().find(fits).unwrap_or(1);
    (workers, Memory::side_by_side(&all, workers))
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
pub type Look<'a, T> = dyn Fn(Session, &mut RunDocument, Option<Looked>) -> Result<T, Error> + Sync + 'a;

/// Refuses runs that cannot begin on this machine, before the others have run for hours, and those that would be the same
/// under two labels. Returns the warnings of the others, each once.
pub fn prepare_all(
    jobs: &[Job],
    data_dir: Option<&Path>,
    device: Device,
    doing: Doing,
) -> Result<Vec<Problems>, Error> {
    let firsts: Vec<&Job> = jobs.chunk_by(|a, b| a.label == b.label).map(|alike| &alike[0]).collect();
    let mut warnings: Vec<Problems> = Vec::new();
    let mut circuits: Vec<(&str, Circuit)> = Vec::new();
    for job in firsts {
        let prepared = prepare(&job.loaded, data_dir, Place { device, threads: 1 }, doing)?;
        let found = job.loaded.warnings(prepared.plan.updates);
        let text = found.render_warnings(false);
        if !warnings.iter().any(|other| other.render_warnings(false) == text) {
            warnings.push(found);
        }
        // What does not change a run.
        let circuit = Circuit { name: String::new(), about: About::default(), ..job.loaded.circuit.clone() };
        if let Some((other, _)) = circuits.iter().find(|(_, other)| *other == circuit) {
            let message = format!("`{other}` and `{}` are the same runs", job.label);
            return Err(Error::input(message, "keep one of them"));
        }
        circuits.push((&job.label, circuit));
    }
    Ok(warnings)
}

/// Makes all runs, and looks at each with `look` when it has ended. Runs that were not begun, or not ended, when `stop` was
/// set are left out.
pub fn run_all<T: Send>(jobs: &Jobs, stop: &AtomicBool, look: &Look<'_, T>) -> Result<Vec<Done<T>>, Error> {
    let (next, failed, names) = (AtomicUsize::new(0), AtomicBool::new(false), names(&jobs.jobs));
    for (job, name) in jobs.jobs.iter().zip(&names) {
        let path = jobs.folder.file(name);
        wanted(jobs, (name, &path), &probes::files(&job.loaded.circuit.probes)).check(&path)?;
    }
    let listed: Vec<String> = names.iter().map(|name| format!("{name}/")).collect();
    jobs.folder.list(listed.iter().map(String::as_str))?;
    let results: Vec<Mutex<Option<Outcome<T>>>> = jobs.jobs.iter().map(|_| Mutex::new(None)).collect();
    std::thread::scope(|scope| {
        for _ in 0..jobs.workers.min(jobs.jobs.len()) {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) && !failed.load(Ordering::Relaxed) {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= jobs.jobs.len() {
                        return;
                    }
                    let result = one(jobs, (at, &names[at]), stop, look);
                    failed.fetch_or(result.is_err(), Ordering::Relaxed);
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

/// Letters of a label in a folder's name.
const LONGEST: usize = 120;

/// Names of folders: LABEL-seedN, of characters that every file system takes, each another.
fn names(jobs: &[Job]) -> Vec<String> {
    let plain = |c: char| if c.is_alphanumeric() || c == '_' || c == '-' { c } else { '-' };
    let mut labels: Vec<(&str, String)> = Vec::new();
    for job in jobs {
        if labels.iter().any(|(label, _)| *label == job.label) {
            continue;
        }
        let name: String = job.label.chars().take(LONGEST).map(plain).collect();
        let mut all = std::iter::once(name.clone()).chain((2..).map(|k| format!("{name}_{k}")));
        let free = |name: &String| labels.iter().all(|(_, other)| !other.eq_ignore_ascii_case(name));
        let name = all.find(free).expect("the natural numbers do not end");
        labels.push((&job.label, name));
    }
    let name = |label: &str| labels.iter().find(|(other, _)| *other == label).map_or("run", |(_, name)| name);
    jobs.iter().map(|job| format!("{}-seed{}", name(&job.label), job.seed)).collect()
}

/// The folder of a run.
fn wanted<'a>(jobs: &Jobs, (name, path): (&'a str, &'a Path), probes: &'a [String]) -> Wanted<'a> {
    Wanted { asked: Some(path), name, kind: Kind::One, overwrite: jobs.overwrite, circuit: None, probes }
}

struct Keep(Vec<MetricsRow>);

impl Observer for Keep {
    fn row(&mut self, row: &MetricsRow) {
        self.0.push(row.clone());
    }
}

fn one<T>(jobs: &Jobs, (at, name): (usize, &str), stop: &AtomicBool, look: &Look<'_, T>) -> Result<Done<T>, Error> {
    let job = &jobs.jobs[at];
    let options =
        SessionOptions { device: jobs.device, threads: 1, data_dir: jobs.data_dir.as_deref(), doing: jobs.doing };
    let mut session = Session::open(&job.loaded, &options)?;
    let (path, probes) = (jobs.folder.file(name), probes::files(&job.loaded.circuit.probes));
    let folder = RunFolder::make(&wanted(jobs, (name, &path), &probes))?;
    let circuit = Some(job.loaded.resolved_text());
    let options = Options { folder: Some(folder), circuit, stop: Some(stop), threads: 1 };
    let mut keep = Keep(Vec::new());
    let Ended { mut document, looked } = drive(&mut session, &options, &mut keep)?;
    let updates = session.updates();
    let more = look(session, &mut document, looked)?;
    if !jobs.quiet {
        let score = document.test.score.map_or("–".into(), |s| format!("{s:.4}"));
        let end = match &document.diverged {
            Some(divergence) => divergence.to_string().lines().next().unwrap_or_default().replacen("the run ", "", 1),
            None if document.interrupted => format!("stopped at update {} of {}", document.steps, updates),
            None => format!("score {score} in {:.1} s", document.wall_s),
        };
        eprintln!("{} seed {}: {end}", job.label, job.seed);
    }
    Ok(Done { job: at, more, document, rows: keep.0 })
}
