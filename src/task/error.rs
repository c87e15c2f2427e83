//! What can go wrong between a task's parameters and its first trial.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why a task cannot be opened.
#[derive(Debug)]
pub enum TaskError {
    /// A parameter does not fit the others, or the step.
    Parameter {
        /// The parameter's name.
        field: &'static str,
        /// What is wrong with it.
        message: String,
        /// What to write.
        help: String,
    },
    /// The data set's files are in none of the folders where they may be.
    NotFound {
        /// The data set.
        name: &'static str,
        /// Each folder, and what was missing there; in the order of the search.
        looked_in: Vec<(PathBuf, String)>,
        /// How to get them.
        help: String,
    },
    /// A file is there, but the system does not let it be read.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file is not what its name promises.
    Malformed {
        /// The file.
        path: PathBuf,
        /// What it should hold.
        expected: String,
        /// What it holds.
        found: String,
    },
}

impl fmt::Display for TaskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TaskError::Parameter { field, message, help } => write!(f, "{field}: {message}; {help}"),
            TaskError::NotFound { name, looked_in, help } => {
                write!(f, "the data set {name} was not found; looked in")?;
                for (folder, missing) in looked_in {
                    write!(f, "\n  {}: {missing}", folder.display())?;
                }
                write!(f, "\n{help}")
            }
            TaskError::Unreadable { path, source } => {
                write!(f, "cannot read {}: {source}", path.display())
            }
            TaskError::Malformed { path, expected, found } => write!(
                f,
                "{} is damaged or another file: expected {expected}, found {found}; get it again",
                path.display()
            ),
        }
    }
}

impl std::error::Error for TaskError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            TaskError::Unreadable { source, .. } => Some(source),
            _ => None,
        }
    }
}
