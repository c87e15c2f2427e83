//! Errors: the user's mistakes, a run that diverged or was stopped, and everything else; each with its exit code.

use crate::schema::Problems;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::io::{self, ErrorKind};
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
    /// The user stopped it before its end, with Ctrl-C or another signal: which of them is not told. What was done is saved, and has been told.
    Interrupted,
    /// The system failed us: a full disk, a folder that was removed while a run wrote in it.
    System {
        /// What it did not do, and what it says.
        message: String,
        /// What to do.
        help: String,
    },
    /// A device failed, or there is a bug.
    Internal(String),
}

/// The exit code of what a signal ended.
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
    /// The update in which it happened; nothing was learned from it. Of an evaluation, the updates done before it.
    pub update: u64,
    /// The step within the trial.
    pub step: usize,
    /// True where it happened on test trials, false where it happened in learning.
    #[serde(default)]
    pub evaluating: bool,
}

impl Error {
    /// A mistake of the user's.
    pub fn input(message: impl Into<String>, help: impl Into<String>) -> Error {
        Error::Input { message: message.into(), help: help.into() }
    }

    /// A file or folder that cannot be read: the user's mistake, unless the path is right and the system fails.
    pub fn reading(path: &Path, error: &io::Error) -> Error {
        let users = is_a_wrong_path(error.kind())
            || matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::InvalidData | ErrorKind::UnexpectedEof);
        if users { Error::given(path, "read", error) } else { Error::failed(path, "read", error) }
    }

    /// A file or folder that cannot be made at a path that the user gave: their mistake where there can be no such path, a
    /// failure of the system where it has no room or does not let anybody write.
    pub fn creating(path: &Path, doing: &str, error: &io::Error) -> Error {
        if is_a_wrong_path(error.kind()) { Error::given(path, doing, error) } else { Error::failed(path, doing, error) }
    }

    /// Something that cannot be done in a folder in which the program is at work: the user gave nothing wrong.
    pub fn failed(path: &Path, doing: &str, error: &io::Error) -> Error {
        let message = format!("cannot {doing} {}: {error}", path.display());
        Error::System { message, help: remedy(error.kind()).into() }
    }

    /// What was said on standard output did not arrive.
    pub fn unheard(error: &io::Error) -> Error {
        let message = format!("cannot write to standard output: {error}");
        Error::System { message, help: remedy(error.kind()).into() }
    }

    fn given(path: &Path, doing: &str, error: &io::Error) -> Error {
        Error::input(format!("cannot {doing} {}: {error}", path.display()), "check the path and its permissions")
    }

    /// 2: the user's input is wrong; 3: the run diverged; 130: it was stopped, as shells say of SIGINT (128 + 2); 1: the system
    /// failed, or a bug.
    pub fn exit_code(&self) -> u8 {
        match self {
            Error::Circuit(_) | Error::Input { .. } => 2,
            Error::Diverged(_) => 3,
            Error::Interrupted => INTERRUPTED,
            Error::System { .. } | Error::Internal(_) => 1,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Circuit(problems) => write!(f, "{}", problems.render(false)),
            Error::Input { message, help } | Error::System { message, help } if help.is_empty() => {
                write!(f, "{message}")
            }
            Error::Input { message, help } | Error::System { message, help } => write!(f, "{message}\nhelp: {help}"),
            Error::Diverged(d) => write!(f, "{d}"),
            Error::Interrupted => write!(f, "stopped by a signal before the end"),
            Error::Internal(message) => write!(f, "{message}"),
        }
    }
}

impl fmt::Display for Divergence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Divergence { buffer, row, column, update, step, evaluating } = self;
        let whose = if *evaluating { " of a test trial" } else { "" };
        write!(f, "the run diverged at update {update}, step {step}{whose}: `{buffer}` is not finite ")?;
        match buffer.starts_with("weights.") {
            true => write!(f, "from neuron {column} to neuron {row}")?,
            false => write!(f, "at neuron {column} of replica {row}")?,
        }
        write!(f, "\nhelp: lower the learning rate or sigma, or bound the weights (max_norm, weight_decay)")
    }
}

impl std::error::Error for Error {}

/// True for what can only be said of a path that does not exist as it was written.
fn is_a_wrong_path(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::NotFound
            | ErrorKind::NotADirectory
            | ErrorKind::IsADirectory
            | ErrorKind::AlreadyExists
            | ErrorKind::InvalidFilename
            | ErrorKind::InvalidInput
    )
}

/// What to do about a failure of the system; nothing where that does not follow.
fn remedy(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "make room on the disk; files that were whole still are",
        ErrorKind::FileTooLarge => "raise the limit on the size of files (ulimit -f)",
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "choose a folder in which you may write",
        ErrorKind::NotFound => {
            "its folder was removed or renamed while it was in use; leave it where it is until the end"
        }
        _ => "",
    }
}

impl From<Problems> for Error {
    fn from(problems: Problems) -> Error {
        Error::Circuit(Box::new(problems))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_path_is_the_users_and_a_full_disk_the_systems() {
        let path = Path::new("out/report.html");
        let reading = |kind: ErrorKind| Error::reading(path, &kind.into()).exit_code();
        let creating = |kind: ErrorKind| Error::creating(path, "write", &kind.into()).exit_code();
        for kind in [ErrorKind::NotFound, ErrorKind::NotADirectory, ErrorKind::IsADirectory] {
            assert_eq!((reading(kind), creating(kind)), (2, 2), "{kind}");
        }
        assert_eq!(reading(ErrorKind::PermissionDenied), 2);
        let full = [ErrorKind::StorageFull, ErrorKind::QuotaExceeded, ErrorKind::FileTooLarge];
        for kind in [&full[..], &[ErrorKind::PermissionDenied, ErrorKind::ReadOnlyFilesystem]].concat() {
            let error = Error::creating(path, "write", &kind.into());
            assert_eq!(error.exit_code(), 1, "{kind}");
            let said = error.to_string();
            assert!(said.starts_with("cannot write out/report.html: ") && said.contains("\nhelp: "), "{said}");
        }
        let gone = Error::failed(path, "write", &ErrorKind::NotFound.into());
        assert!(gone.exit_code() == 1 && gone.to_string().contains("removed"), "{gone}");
        assert_eq!(Error::reading(path, &ErrorKind::Other.into()).exit_code(), 1);
    }
}
