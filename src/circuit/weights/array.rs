//! Arrays of numbers in files of other programs: `.npy`, `.npz` and `.safetensors`.

pub use super::numbers::{Array, ArrayError};
use super::seal::{self, Seal};
use super::{npy, npz};
use crate::natural;
use safetensors::{Dtype, SafeTensors};
use std::fmt;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

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
            open()?;
            let mut archive = npz::open(path).map_err(malformed)?;
            let exist = archive.array_names().map(String::from).collect();
            let file = npyz::npz::file_name_from_array_name(&choose(name, exist)?);
            npz::check(&mut archive, &file).map_err(malformed)?;
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
    if seal::check(bytes) == Seal::Broken {
        return Err(malformed("it does not match its checksum").into());
    }
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
    exist.sort_by_cached_key(|name| natural::key(name));
    match (name, &exist[..]) {
        (Some(name), _) if exist.iter().any(|other| other == name) => Ok(name.into()),
        (None, [only]) => Ok(only.clone()),
        _ => Err(ArrayError::NoSuchArray { name: name.map(String::from), exist }),
    }
}
