//! `trifactor check`.

use super::{print, run, to_json, warn};
use crate::circuit;
use crate::error::Error;
use crate::report::text;
use crate::run::Device;
use crate::run::folder::{Kind, Wanted};
use crate::run::memory::{Doing, Memory, Place};
use crate::run::prepare::{self, prepare};
use crate::run::probes;
use crate::schema::Problems;
use clap::Args;
use serde::Serialize;
use std::path::PathBuf;

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Circuit files
    #[arg(required = true)]
    pub circuits: Vec<PathBuf>,
    /// Change a field before checking: path=value (may be repeated)
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// Folder with data sets (searched before $TRIFACTOR_DATA and the usual places)
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// What is to run it: a GPU is asked whether it can
    #[arg(long, default_value = "auto")]
    pub device: Device,
    /// A run's folder: whether one may be made there
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Whether an earlier run in --out may be replaced
    #[arg(long, requires = "out")]
    pub overwrite: bool,
    /// One JSON document on standard output
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Serialize)]
struct CheckDocument {
    ok: bool,
    problems: Vec<ProblemDocument>,
    /// What is legal but most likely not meant.
    warnings: Vec<ProblemDocument>,
    /// Of the first circuit that has no problems; `null` if there is none.
    memory: Option<Memory>,
    /// One entry a file, in the order of the command line.
    files: Vec<FileDocument>,
}

#[derive(Debug, Serialize)]
struct FileDocument {
    file: String,
    ok: bool,
    /// What a run of it takes; `null` where it has problems.
    memory: Option<Memory>,
}

#[derive(Debug, Serialize)]
struct ProblemDocument {
    file: String,
    line: usize,
    column: usize,
    path: String,
    message: String,
    help: String,
}

/// Checks every file; any problem in any of them is an error.
pub fn check(args: &CheckArgs) -> Result<(), Error> {
    run::is_folder(args.data_dir.as_deref())?;
    let (mut failed, mut warnings, mut files) = (Vec::new(), Vec::new(), Vec::new());
    let (place, mut printed) = (Place { device: args.device, threads: 0 }, Ok(()));
    for path in &args.circuits {
        let prepared = circuit::load_file(path, &args.set).and_then(|loaded| {
            let prepared = prepare(&loaded, args.data_dir.as_deref(), place, Doing::default())?;
            Ok((loaded, prepared))
        });
        let memory = match prepared {
            Ok((loaded, prepared)) => {
                prepare::device(args.device, &prepared.plan)?;
                let circuit = &loaded.circuit;
                let probes = probes::files(&circuit.probes);
                let (asked, overwrite) = (args.out.as_deref(), args.overwrite);
                let (name, circuit) = (circuit.name.as_str(), Some(path.as_path()));
                Wanted { asked, name, kind: Kind::One, overwrite, circuit, probes: &probes }.place()?;
                let found = loaded.warnings(prepared.plan.updates);
                if !args.json {
                    warn(&found);
                    printed = printed.and(print(&text::checked(path, &loaded.circuit, &prepared.memory)));
                }
                warnings.push(found);
                Some(prepared.memory)
            }
            Err(problems) => {
                failed.push(problems);
                None
            }
        };
        files.push(FileDocument { file: path.display().to_string(), ok: memory.is_some(), memory });
    }
    if args.json {
        let problems = failed.iter().flat_map(document).collect();
        let warnings = warnings.iter().flat_map(document).collect();
        let memory = files.iter().find_map(|file| file.memory.clone());
        printed = print(&to_json(&CheckDocument { ok: failed.is_empty(), problems, warnings, memory, files })?);
    }
    printed?;
    // Several files' problems are one report, each with its own place.
    let mut failed = failed.into_iter();
    match failed.next() {
        None => Ok(()),
        Some(mut first) => {
            failed.for_each(|other| first.append(other));
            Err(first.into())
        }
    }
}

fn document(problems: &Problems) -> Vec<ProblemDocument> {
    let one = |p: &crate::schema::Problem| {
        let (file, line, column) = problems.place(p);
        let (path, message, help) = (p.path.clone(), p.message.clone(), p.help.clone());
        ProblemDocument { file: file.into(), line, column, path, message, help }
    };
    problems.list().iter().map(one).collect()
}
