//! Errors: the user's mistakes, a run that diverged or was stopped, and everything else; each with its exit code.

use crate::schema::Problems;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::Path;

/// Why a command did not do what it was asked to.
#[derive(Debug)]
pub enum Error {
    /// The circuit file is wrong.
    Circuit(Box<Problems>),
    /// Something else that the user gave is wrong: a path, a folder, a name on the command line.
    Input {
        /// What is wrong.
        message: String,
        /// What to do.
        help: String,
    },
    /// The run produced a number that is not finite.
    Diverged(Divergence),
    /// The user stopped it before its end, with Ctrl-C or SIGTERM: which of them is not told. What was done is saved, and has been told.
    Interrupted,
    /// The system failed us, or there is a bug.
    Internal(String),
}

/// The exit code of what Ctrl-C ended.
pub const INTERRUPTED: u8 = 130;

/// Where a run diverged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Divergence {
    /// The first buffer, in the order of computation, that holds a value that is not finite.
    pub buffer: String,
    /// Its row: a replica, or a postsynaptic neuron for weights.
    pub row: usize,
    /// Its column: a neuron, or a presynaptic neuron for weights.
    pub column: usize,
    /// The update in which it happened; nothing was learned from it.
    pub update: u64,
    /// The step within the trial.
    pub step: usize,
}

impl Error {
    /// A mistake of the user's.
    pub fn input(message: impl Into<String>, help: impl Into<String>) -> Error {
        Error::Input { message: message.into(), help: help.into() }
    }

    /// A file or folder that the system refuses to give.
    pub fn path(path: &Path, doing: &str, error: impl fmt::Display) -> Error {
        Error::input(format!("cannot {doing} {}: {error}", path.display()), "check the path and its permissions")
    }

    /// 2: the user's input is wrong; 3: the run diverged; 130: it was stopped, as shells say of SIGINT (128 + 2); 1: a bug.
    pub fn exit_code(&self) -> u8 {
        match self {
            Error::Circuit(_) | Error::Input { .. } => 2,
            Error::Diverged(_) => 3,
            Error::Interrupted => INTERRUPTED,
            Error::Internal(_) => 1,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Circuit(problems) => write!(f, "{}", problems.render(false)),
            Error::Input { message, help } if help.is_empty() => write!(f, "{message}"),
            Error::Input { message, help } => write!(f, "{message}\nhelp: {help}"),
            Error::Diverged(d) => write!(f, "{d}"),
            Error::Interrupted => write!(f, "stopped by Ctrl-C before the end"),
            Error::Internal(message) => write!(f, "{message}"),
        }
    }
}

impl fmt::Display for Divergence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Divergence { buffer, row, column, update, step } = self;
        write!(f, "the run diverged at update {update}, step {step}: `{buffer}` is not finite ")?;
        match buffer.starts_with("weights.") {
            true => write!(f, "from neuron {column} to neuron {row}")?,
            false => write!(f, "at neuron {column} of replica {row}")?,
        }
        write!(f, "\nhelp: lower the learning rate or sigma, or bound the weights (max_norm, weight_decay)")
    }
}

impl std::error::Error for Error {}

impl From<Problems> for Error {
    fn from(problems: Problems) -> Error {
        Error::Circuit(Box::new(problems))
    }
}
