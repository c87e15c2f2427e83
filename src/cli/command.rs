//! All subcommands, and what each of them does.

use super::{analyse, arrived, check, compare, devices, ended, explain, listing, predict, report, run, scale, stop};
use crate::engine::cpu::buffer::give_back;
use crate::error::Error;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

const EXIT_CODES: &str = "Exit codes: 0 done; 2 a mistake in what was given; 3 the run diverged; 130 stopped before its end by Ctrl-C \
                          (or SIGTERM, SIGHUP, SIGUSR1, SIGXCPU), with everything saved that was done, unless a second signal after \
                          5 s, or a third, abandoned it; 1 the system failed (a full disk, say), or a bug";

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
    /// Say how many perturbations a network needs for a cosine, by the law of noise correlation
    Predict(predict::PredictArgs),
    /// Write the report of a finished run or comparison again, with every figure as SVG, PNG and CSV
    Report(report::ReportArgs),
    /// List neuron models, activations, credit sources, optimizers, … with their parameters
    Models(listing::ListArgs),
    /// List tasks and data sets with their parameters
    Tasks(listing::ListArgs),
    /// List the devices that can run circuits
    Devices(devices::DevicesArgs),
}

/// Parses the command line and does what it says.
pub fn main() -> ExitCode {
    stop::outlive_limits();
    give_back();
    ended(match Cli::try_parse() {
        Ok(Cli { command }) => carry_out(command),
        Err(wrong) if wrong.use_stderr() => wrong.exit(),
        // Help, or the version.
        Err(asked) => arrived(asked.print()),
    })
}

fn carry_out(command: Command) -> Result<(), Error> {
    match command {
        Command::Run(args) => run::run(&args),
        Command::Check(args) => check::check(&args),
        Command::Explain(args) => explain::explain(&args),
        Command::Compare(args) => compare::compare(&args),
        Command::Scale(args) => scale::scale(&args),
        Command::Analyse(args) => analyse::analyse(&args),
        Command::Predict(args) => predict::predict(&args),
        Command::Report(args) => report::report(&args),
        Command::Models(args) => listing::models(&args),
        Command::Tasks(args) => listing::tasks(&args),
        Command::Devices(args) => devices::devices(&args),
    }
}
