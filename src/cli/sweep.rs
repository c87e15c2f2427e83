//! What `compare` and `scale` have in common: many runs side by side in one folder.

use super::Execution;
use super::report::{PageArgs, of_run};
use crate::circuit::{Circuit, Loaded};
use crate::error::Error;
use crate::run::device::cores;
use crate::run::folder::{Kind, RunFolder, Wanted};
use crate::run::jobs::{Job, Jobs};
use crate::run::unrecorded;
use std::path::Path;

/// So many seeds, counted up from the circuit's.
pub fn seeds(circuit: &Circuit, count: u64) -> impl Iterator<Item = u64> + use<> {
    let first = circuit.seed;
    (0..count).map(move |k| first.wrapping_add(k))
}

/// Leaves probes out of runs whose credit does not have what they record, and says so.
pub fn leave_out_probes(own: &Loaded, jobs: &mut [Job], execution: &Execution) {
    for note in unrecorded::leave_out(own, jobs) {
        if !execution.quiet {
            eprintln!("note: {note}");
        }
    }
}

/// The jobs, as the command line wants them run.
pub fn jobs(jobs: Vec<Job>, folder: &RunFolder, execution: &Execution, overwrite: bool) -> Jobs {
    Jobs {
        jobs,
        folder: folder.clone(),
        device: execution.device,
        data_dir: execution.data_dir.clone(),
        workers: match execution.threads {
            0 => cores(),
            threads => usize::from(threads),
        },
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
