//! Arrays of numbers in files of other programs: `.npy`, `.npz` and `.safetensors`.

use super::npy;
use crate::schema::suggest;
use safetensors::{Dtype, SafeTensors};
use std::fmt;
use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;

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

/// The array called `name` of a file; without a name the only one. `accept` is asked about its shape before its
/// numbers are read, so that no memory is reserved for an array that nobody can use.
pub fn read<E: From<ArrayError>>(
    path: &Path,
    name: Option<&str>,
    accept: impl FnOnce(&[usize]) -> Result<(), E>,
) -> Result<Array, E> {
    let open = || File::open(path).map_err(ArrayError::Unreadable);
    match path.extension().and_then(|end| end.to_str()) {
        Some("npy") => npy::read(BufReader::new(open()?), accept),
        Some("npz") => {
            let mut archive = npyz::npz::NpzArchive::new(BufReader::new(open()?)).map_err(malformed)?;
            let exist = archive.array_names().map(String::from).collect();
            let file = npyz::npz::file_name_from_array_name(&choose(name, exist)?);
            npy::read(archive.zip_archive().by_name(&file).map_err(malformed)?, accept)
        }
        Some("safetensors") => {
            let bytes = std::fs::read(path).map_err(ArrayError::Unreadable)?;
            safetensor(&bytes, name, accept)
        }
        _ => Err(ArrayError::UnknownKind.into()),
    }
}

fn safetensor<E: From<ArrayError>>(
    bytes: &[u8],
    name: Option<&str>,
    accept: impl FnOnce(&[usize]) -> Result<(), E>,
) -> Result<Array, E> {
    let file = SafeTensors::deserialize(bytes).map_err(malformed)?;
    let exist = file.names().into_iter().map(String::from).collect();
    let tensor = file.tensor(&choose(name, exist)?).map_err(malformed)?;
    accept(tensor.shape())?;
    let values = match tensor.dtype() {
        Dtype::F32 => tensor.data().as_chunks().0.iter().map(|&bytes| f64::from(f32::from_le_bytes(bytes))).collect(),
        Dtype::F64 => tensor.data().as_chunks().0.iter().map(|&bytes| f64::from_le_bytes(bytes)).collect(),
        other => return Err(ArrayError::Type(format!("{other:?}")).into()),
    };
    Ok(Array { shape: tensor.shape().to_vec(), values })
}

fn malformed(error: impl fmt::Display) -> ArrayError {
    ArrayError::Malformed(error.to_string())
}

/// The name of the array to read, out of those that exist.
fn choose(name: Option<&str>, mut exist: Vec<String>) -> Result<String, ArrayError> {
    exist.sort_unstable();
    match (name, &exist[..]) {
        (Some(name), _) if exist.iter().any(|other| other == name) => Ok(name.into()),
        (None, [only]) => Ok(only.clone()),
        _ => Err(ArrayError::NoSuchArray { name: name.map(String::from), exist }),
    }
}
