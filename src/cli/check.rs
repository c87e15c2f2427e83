//! `trifactor check`.

use super::{print, to_json};
use crate::circuit::{self, Loaded};
use crate::error::Error;
use crate::plan;
use crate::plan::memory::Memory;
use crate::report::text;
use crate::run::refusal;
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
    /// One JSON document on standard output
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Serialize)]
struct CheckDocument {
    ok: bool,
    problems: Vec<ProblemDocument>,
    /// Of the first circuit that has no problems; `null` if there is none.
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
    let mut failed = Vec::new();
    let (mut memory, mut printed) = (None, Ok(()));
    for path in &args.circuits {
        match circuit::load_file(path, &args.set).and_then(runs) {
            Ok((loaded, plan)) => {
                if !args.json {
                    printed = printed.and(print(&text::checked(path, &loaded.circuit, &plan)));
                }
                memory.get_or_insert(plan);
            }
            Err(problems) => failed.push(problems),
        }
    }
    if args.json {
        let problems = failed.iter().flat_map(document).collect();
        printed = print(&to_json(&CheckDocument { ok: failed.is_empty(), problems, memory })?);
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

/// Whether a circuit that is in order could run here; data sets are looked for by the run itself.
fn runs(loaded: Loaded) -> Result<(Loaded, Memory), Problems> {
    let plan = plan::lower(&loaded.circuit, 1);
    let memory = refusal::memory(&loaded, &plan)?;
    refusal::weight_files(&loaded, &plan)?;
    refusal::probes(&loaded, &plan)?;
    Ok((loaded, memory))
}

fn document(problems: &Problems) -> Vec<ProblemDocument> {
    let one = |p: &crate::schema::Problem| {
        let (file, line, column) = problems.place(p);
        let (path, message, help) = (p.path.clone(), p.message.clone(), p.help.clone());
        ProblemDocument { file: file.into(), line, column, path, message, help }
    };
    problems.list().iter().map(one).collect()
}
