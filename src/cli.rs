//! The command line: one file a subcommand.

mod absent;
pub mod analyse;
pub mod browser;
pub mod check;
mod command;
pub mod compare;
pub mod devices;
pub mod explain;
pub mod listing;
mod named;
mod number;
pub mod predict;
pub mod report;
pub mod run;
pub mod scale;
mod stop;
mod sweep;

pub use command::main;

use crate::error::Error;
use crate::run::Device;
use crate::run::folder::RunFolder;
use crate::schema::Problems;
use clap::Args;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What every command that runs something takes.
#[derive(Debug, Clone, Args)]
pub struct Execution {
    /// Change a field: path=value, e.g. populations.h1.size=2048 (may be repeated)
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// What runs it: auto (a GPU if there is one, else the CPU), cpu, cuda, cuda:NUMBER, or reference (double precision, slow)
    #[arg(long, default_value = "auto")]
    pub device: Device,
    /// Threads; 0: as many of the cores as have enough to do. Results do not depend on it
    #[arg(long, default_value_t = 0, allow_negative_numbers = true)]
    #[arg(value_parser = clap::value_parser!(u16).range(0..=1024))]
    pub threads: u16,
    /// Folder with data sets (searched before $TRIFACTOR_DATA and the usual places)
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// No progress and no tables: files and errors only
    #[arg(long)]
    pub quiet: bool,
    /// One JSON document on standard output, and nothing else there
    #[arg(long)]
    pub json: bool,
}

/// The exit code of a program that has ended so; errors are told.
pub fn ended(result: Result<(), Error>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::from(error.exit_code())
        }
    }
}

/// Errors go to standard error, in colour on a terminal.
fn complain(error: &Error) {
    match error {
        Error::Circuit(problems) => eprintln!("{}", problems.render(in_color())),
        // Whoever pressed Ctrl-C knows, and what came of it has been told.
        Error::Interrupted => {}
        other => eprintln!("error: {other}"),
    }
}

/// Whether standard error may have colours.
fn in_color() -> bool {
    io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

/// Tells of warnings, on standard error.
pub(crate) fn warn(warnings: &Problems) {
    if !warnings.is_empty() {
        eprintln!("{}\n", warnings.render_warnings(in_color()));
    }
}

/// Prints a document or a text to standard output.
///
/// # Errors
/// Where it did not arrive: a file that was cut short would be taken for the whole. A closed pipe is the reader's choice, not
/// an error.
pub(crate) fn print(text: &str) -> Result<(), Error> {
    arrived(writeln!(io::stdout(), "{}", text.trim_end()))
}

/// What became of something that was written to standard output.
fn arrived(written: io::Result<()>) -> Result<(), Error> {
    match written.and_then(|()| io::stdout().flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Error::unheard(&error)),
        _ => Ok(()),
    }
}

/// True for two names of one file or folder that is there.
pub(crate) fn is_same(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

/// Names of files in a note.
const NAMED: usize = 8;

/// Says what `--overwrite` left in a folder.
pub(crate) fn tell_kept(folder: &RunFolder, execution: &Execution) {
    let kept = folder.kept();
    if kept.is_empty() || execution.quiet {
        return;
    }
    let named = kept[..kept.len().min(NAMED)].join(", ");
    let more = if kept.len() > NAMED { format!(" and {} more", kept.len() - NAMED) } else { String::new() };
    eprintln!("note: kept in {}, since trifactor did not write it: {named}{more}", folder.path().display());
}

/// A document as JSON text.
pub(crate) fn to_json(document: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string_pretty(document).map_err(|e| Error::Internal(e.to_string()))
}
