//! The command line: one file a subcommand.

pub mod analyse;
pub mod browser;
pub mod check;
pub mod compare;
pub mod devices;
pub mod explain;
pub mod listing;
mod natural;
mod number;
pub mod report;
pub mod run;
pub mod scale;
mod sweep;

use crate::error::{Error, INTERRUPTED};
use crate::run::Device;
use clap::{Args, Parser, Subcommand};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

const EXIT_CODES: &str = "Exit codes: 0 done; 2 a mistake in what was given; 3 the run diverged; 130 stopped before its end by Ctrl-C \
                          (or SIGTERM), with everything saved that was done; 1 the system failed, or a bug";

/// Simulate neural circuits that learn on the chip that runs them.
#[derive(Debug, Parser)]
#[command(name = "trifactor", version, about, max_term_width = 110, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run a circuit: learn, measure, and write a run folder
    Run(run::RunArgs),
    /// Check circuit files: every problem at once, and the memory plan
    Check(check::CheckArgs),
    /// Show what a circuit compiles to, or draw it
    Explain(explain::ExplainArgs),
    /// Run a circuit with several credit sources and seeds, and compare them
    Compare(compare::CompareArgs),
    /// Run a circuit at several sizes: learning and cost against network size, with fitted exponents
    Scale(scale::ScaleArgs),
    /// Analyse what runs have become: dimension, manifold and Jacobian, weights, similarity to given responses
    Analyse(analyse::AnalyseArgs),
    /// Write the report of a finished run or comparison again, with every figure as SVG, PNG and CSV
    Report(report::ReportArgs),
    /// List neuron models, activations, credit sources, optimizers, … with their parameters
    Models(listing::ListArgs),
    /// List tasks and data sets with their parameters
    Tasks(listing::ListArgs),
    /// List the devices that can run circuits
    Devices(devices::DevicesArgs),
}

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

/// Parses the command line and does what it says.
pub fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Run(args) => run::run(&args),
        Command::Check(args) => check::check(&args),
        Command::Explain(args) => explain::explain(&args),
        Command::Compare(args) => compare::compare(&args),
        Command::Scale(args) => scale::scale(&args),
        Command::Analyse(args) => analyse::analyse(&args),
        Command::Report(args) => report::report(&args),
        Command::Models(args) => listing::models(&args),
        Command::Tasks(args) => listing::tasks(&args),
        Command::Devices(args) => devices::devices(&args),
    };
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
        Error::Circuit(problems) => {
            let color = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
            eprintln!("{}", problems.render(color));
        }
        // Whoever pressed Ctrl-C knows, and what came of it has been told.
        Error::Interrupted => {}
        other => eprintln!("error: {other}"),
    }
}

/// Prints a document or a text to standard output. A closed pipe is the reader's choice, not an error.
pub(crate) fn print(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stdout(), "{}", text.trim_end());
}

/// True for two names of one file or folder that is there.
pub(crate) fn is_same(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

/// A document as JSON text.
pub(crate) fn to_json(document: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string_pretty(document).map_err(|e| Error::Internal(e.to_string()))
}

/// Set by Ctrl-C. The first one asks the run to stop at a good place; the second ends the process at once.
pub(crate) static STOP: AtomicBool = AtomicBool::new(false);

/// Lets Ctrl-C stop runs cleanly.
pub(crate) fn watch_interrupt() {
    // Failing to install it only means that Ctrl-C ends the process, as it does by default.
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(INTERRUPTED.into());
        }
    });
}
