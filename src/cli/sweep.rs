//! What `compare` and `scale` have in common: many runs side by side in one folder.

use super::report::{PageArgs, of_run};
use super::run::load_changed;
use super::{Execution, warn};
use crate::circuit::{Circuit, Loaded};
use crate::error::Error;
use crate::run::compare::Variant;
use crate::run::device::cores;
use crate::run::folder::{Kind, RunFolder, Wanted};
use crate::run::jobs::{Job, Jobs, fitting, prepare_all};
use crate::run::memory::{Doing, Memory};
use crate::run::unrecorded;
use crate::schema::overrides::Override;
use std::path::Path;

/// So many seeds, counted up from the circuit's.
pub fn seeds(circuit: &Circuit, count: u64) -> impl Iterator<Item = u64> + use<> {
    let first = circuit.seed;
    (0..count).map(move |k| first.wrapping_add(k))
}

/// The circuit of a run: this source, these changes besides. A rank that nobody asked for fits the populations that the changes
/// make; what is said of that is the second.
pub fn circuit(
    path: &Path,
    execution: &Execution,
    (own, variant): (&Loaded, &Variant),
    changes: &[Override],
    seed: Option<u64>,
) -> Result<(Loaded, Option<String>), Error> {
    let mut sizes = own.circuit.clone();
    if variant.rank_is_chosen {
        // With a source that fits any sizes; where the rest does not fit together, that is told below.
        let frozen = [Override::made("credit", "frozen", "--credit", &variant.label)];
        let others = changes.iter().filter(|change| change.path().split('.').next() != Some("credit"));
        let all: Vec<Override> = frozen.into_iter().chain(others.cloned()).collect();
        if let Ok(loaded) = load_changed(path, execution, &all, None) {
            sizes = loaded.circuit;
        }
    }
    let source = variant.change(&own.circuit.credit, &sizes);
    let all: Vec<Override> = source.into_iter().chain(changes.iter().cloned()).collect();
    let loaded = load_changed(path, execution, &all, seed)?;
    Ok((loaded, variant.clipped(&sizes)))
}

/// Of sources that nobody named, those that can teach this circuit; says of the others why not.
pub fn that_teach(
    path: &Path,
    execution: &Execution,
    own: &Loaded,
    variants: Vec<Variant>,
) -> Result<Vec<Variant>, Error> {
    let mut first = None;
    let mut kept = Vec::new();
    for variant in variants {
        match circuit(path, execution, (own, &variant), &[], None) {
            Ok(_) => kept.push(variant),
            Err(Error::Circuit(problems)) => {
                let why = problems.list().first().map(|problem| problem.message.clone()).unwrap_or_default();
                note(execution, &format!("{} is left out: {why}", variant.label));
                first.get_or_insert(Error::Circuit(problems));
            }
            Err(error) => return Err(error),
        }
    }
    match first {
        Some(error) if kept.is_empty() => Err(error),
        _ => Ok(kept),
    }
}

/// Refuses runs that cannot begin here, before any folder is touched, and tells of warnings and of what was chosen.
pub fn prepare(jobs: &[Job], chosen: &[String], execution: &Execution, doing: Doing) -> Result<(), Error> {
    let warnings = prepare_all(jobs, execution.data_dir.as_deref(), execution.device, doing)?;
    if !execution.quiet {
        warnings.iter().for_each(warn);
    }
    let mut said: Vec<&String> = Vec::new();
    for text in chosen {
        if !said.contains(&text) {
            note(execution, text);
            said.push(text);
        }
    }
    Ok(())
}

fn note(execution: &Execution, text: &str) {
    if !execution.quiet {
        eprintln!("note: {text}");
    }
}

/// Leaves probes out of runs whose credit does not have what they record, and says so.
pub fn leave_out_probes(own: &Loaded, jobs: &mut [Job], execution: &Execution) {
    unrecorded::leave_out(own, jobs).iter().for_each(|text| note(execution, text));
}

/// How many runs are to be made side by side, and what they take then: as many as the command line says, or fewer where memory
/// does not hold them, which it says.
pub fn side_by_side(jobs: &[Job], execution: &Execution, doing: Doing) -> (usize, Memory) {
    let asked = match execution.threads {
        0 => cores(),
        threads => usize::from(threads),
    };
    let (workers, memory) = fitting(jobs, execution.device, asked, doing);
    if workers < asked.min(jobs.len()) && !execution.quiet {
        eprintln!("note: memory holds {workers} of {} runs side by side", asked.min(jobs.len()));
    }
    (workers, memory)
}

/// The jobs, as the command line wants them run.
pub fn jobs(
    jobs: Vec<Job>,
    folder: &RunFolder,
    (workers, memory): (usize, Memory),
    doing: Doing,
    execution: &Execution,
    overwrite: bool,
) -> Jobs {
    Jobs {
        jobs,
        folder: folder.clone(),
        device: execution.device,
        data_dir: execution.data_dir.clone(),
        workers,
        memory,
        doing,
        overwrite,
        quiet: execution.quiet,
    }
}

/// The folder of many runs of this circuit.
pub fn folder(out: Option<&Path>, name: &str, overwrite: bool, circuit: &Path) -> Result<RunFolder, Error> {
    let circuit = Some(circuit);
    RunFolder::make(&Wanted { asked: out, name, kind: Kind::Several, overwrite, circuit, probes: &[] })
}

/// Says how many of `all` runs were not finished because a signal stopped them; true if that leaves nothing to sum up.
pub fn is_without_runs(all: usize, unfinished: usize, execution: &Execution) -> bool {
    let finished = all - unfinished.min(all);
    if unfinished > 0 && !execution.quiet {
        let rest = if finished > 0 { "; what follows is of those" } else { ": there is nothing to compare" };
        eprintln!("stopped: {finished} of {all} runs were finished{rest}");
    }
    finished == 0
}

/// How a command ends that left so many runs unfinished.
pub fn end(unfinished: usize) -> Result<(), Error> {
    if unfinished > 0 { Err(Error::Interrupted) } else { Ok(()) }
}

/// A page for each of the runs, which lie in these folders.
pub fn pages<'a>(outs: impl Iterator<Item = &'a String>, page: &PageArgs) -> Result<(), Error> {
    let quietly = PageArgs { no_figures: true, open: false, ..page.clone() };
    outs.map(|out| RunFolder::existing(Path::new(out))).try_for_each(|folder| quietly.write(&folder, of_run))
}
