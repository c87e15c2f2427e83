//! An array of numbers as a file gives it, and why one does not.

use crate::schema::suggest;
use std::fmt;
use std::io;

/// An array of float32 or float64, as it stands in a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Array {
    /// Length of each axis.
    pub shape: Vec<usize>,
    /// The numbers in row-major order.
    pub values: Vec<f64>,
}

/// Why a file does not give an array.
#[derive(Debug)]
pub enum ArrayError {
    /// The system does not let it be read.
    Unreadable(io::Error),
    /// Its name ends in no known way.
    UnknownKind,
    /// It is not what its name promises.
    Malformed(String),
    /// It holds no array of this name.
    NoSuchArray {
        /// The name asked for; `None` when none was.
        name: Option<String>,
        /// Those that it holds, sorted.
        exist: Vec<String>,
    },
    /// The array holds other things than float32 or float64.
    Type(String),
}

impl fmt::Display for ArrayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ArrayError::Unreadable(error) => write!(f, "cannot be read: {error}"),
            ArrayError::UnknownKind => write!(f, "is not a .npz, .npy or .safetensors file; save the weights as one"),
            ArrayError::Malformed(what) => write!(f, "is damaged or another kind of file: {what}"),
            ArrayError::NoSuchArray { exist, .. } if exist.is_empty() => {
                write!(f, "holds no arrays")
            }
            ArrayError::NoSuchArray { name: None, exist } => {
                write!(f, "holds several arrays; write name: \"…\" ({})", suggest::help("", names(exist)))
            }
            ArrayError::NoSuchArray { name: Some(name), exist } => {
                write!(f, "holds no array `{name}`; {}", suggest::help(name, names(exist)))
            }
            ArrayError::Type(found) => {
                write!(f, "the array holds {found}; save it as float32 or float64")
            }
        }
    }
}

impl std::error::Error for ArrayError {}

fn names(exist: &[String]) -> impl Iterator<Item = &str> {
    exist.iter().map(String::as_str)
}
