//! Which synapse each weight of a list is of, where a file says so.

use super::array::{Array, ArrayError};
use super::{npy, npz};
use crate::circuit::connectivity::Csr;
use safetensors::{Dtype, SafeTensors};
use std::path::Path;

/// The synapses of a list of weights, as they stand in its file.
#[derive(Debug, PartialEq)]
pub struct Listed {
    /// The array's name.
    name: String,
    /// (post, pre) of each.
    pairs: Vec<(usize, usize)>,
}

/// How the synapses of a file differ from those of a projection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Differ {
    /// Synapses of the file.
    pub listed: usize,
    /// Those that the projection does not have.
    pub foreign: usize,
    /// Synapses of the projection.
    pub own: usize,
    /// Those that the file does not have.
    pub lacking: usize,
}

/// What a file says about a list of weights in it.
#[derive(Debug, Default)]
pub struct Said {
    /// Which synapses they are of; `None` where it does not say.
    pub synapses: Option<Listed>,
    /// The seed of the run that wrote it, where it is a checkpoint.
    pub seed: Option<String>,
    /// True for a checkpoint.
    pub checkpoint: bool,
}

/// The names under which the synapses of the array `name` may stand, in order: `synapses.X` beside `weights.X`, as in
/// checkpoints; `NAME_synapses`; `synapses`, as in archives of probes.
fn names(name: &str) -> impl Iterator<Item = String> + '_ {
    let of_projection = name.split_once('.').map(|(_, projection)| format!("synapses.{projection}"));
    of_projection.into_iter().chain([format!("{name}_synapses"), "synapses".into()])
}

/// What the file at `path` says about its array `name` (`None`: the only one).
pub fn said(path: &Path, name: Option<&str>) -> Result<Said, ArrayError> {
    let name = name.unwrap_or_default();
    match path.extension().and_then(|end| end.to_str()) {
        Some("npz") => {
            let mut archive = npz::open(path).map_err(malformed)?;
            let exist: Vec<String> = archive.array_names().map(String::from).collect();
            let Some(name) = names(name).find(|name| exist.contains(name)) else { return Ok(Said::default()) };
            let file = npyz::npz::file_name_from_array_name(&name);
            npz::check(&mut archive, &file).map_err(malformed)?;
            let array = npy::read_integers(archive.zip_archive().by_name(&file).map_err(malformed)?);
            let array = array.map_err(|error| no_integers(&name, error))?;
            Ok(Said { synapses: Some(Listed::of(name, array)?), ..Said::default() })
        }
        Some("safetensors") => {
            let bytes = std::fs::read(path).map_err(ArrayError::Unreadable)?;
            let (_, header) = SafeTensors::read_metadata(&bytes).map_err(malformed)?;
            let metadata = header.metadata().clone().unwrap_or_default();
            let checkpoint = metadata.get("format").is_some_and(|format| format.starts_with("trifactor-checkpoint-"));
            let file = SafeTensors::deserialize(&bytes).map_err(malformed)?;
            let named = names(name).find_map(|name| file.tensor(&name).ok().map(|tensor| (name, tensor)));
            let synapses = named.map(|(name, tensor)| {
                let values = match tensor.dtype() {
                    Dtype::I32 => numbers(tensor.data(), |b| f64::from(i32::from_le_bytes(b))),
                    Dtype::U32 => numbers(tensor.data(), |b| f64::from(u32::from_le_bytes(b))),
                    Dtype::I64 => numbers(tensor.data(), |b| i64::from_le_bytes(b) as f64),
                    Dtype::U64 => numbers(tensor.data(), |b| u64::from_le_bytes(b) as f64),
                    other => return Err(no_integers(&name, ArrayError::Type(format!("{other:?}")))),
                };
                Listed::of(name, Array { shape: tensor.shape().to_vec(), values })
            });
            let seed = metadata.get("seed").filter(|_| checkpoint).cloned();
            Ok(Said { synapses: synapses.transpose()?, seed, checkpoint })
        }
        _ => Ok(Said::default()),
    }
}

fn numbers<const N: usize>(bytes: &[u8], number: fn([u8; N]) -> f64) -> Vec<f64> {
    bytes.as_chunks().0.iter().map(|&bytes| number(bytes)).collect()
}

fn no_integers(name: &str, error: ArrayError) -> ArrayError {
    match error {
        ArrayError::Type(found) => malformed(format!("`{name}` holds {found}, not integers of 32 or 64 bits")),
        other => other,
    }
}

fn malformed(error: impl std::fmt::Display) -> ArrayError {
    ArrayError::Malformed(error.to_string())
}

impl Listed {
    /// Reads (synapses × 2) numbers: the postsynaptic and the presynaptic neuron of each, counted from 0.
    fn of(name: String, array: Array) -> Result<Listed, ArrayError> {
        let [_, 2] = array.shape[..] else {
            let shape = array.shape;
            return Err(malformed(format!("`{name}` has the shape {shape:?}, not [synapses, 2] (post and pre)")));
        };
        if let Some(wrong) = array.values.iter().find(|x| **x < 0.0 || **x > f64::from(u32::MAX)) {
            return Err(malformed(format!("`{name}` holds {wrong}, which is no neuron")));
        }
        let pairs = array.values.as_chunks().0.iter().map(|[post, pre]| (*post as usize, *pre as usize)).collect();
        Ok(Listed { name, pairs })
    }

    /// For each weight of the file the place of its synapse in the projection; `None` if the two do not have the same
    /// synapses.
    ///
    /// # Errors
    /// Another number of synapses than of weights, or one synapse twice.
    pub fn places(&self, csr: &Csr, weights: usize) -> Result<Result<Vec<usize>, Differ>, ArrayError> {
        let listed = self.pairs.len();
        if listed != weights {
            return Err(malformed(format!(
                "`{}` tells of {listed} synapses, but there are {weights} weights",
                self.name
            )));
        }
        let mut places = Vec::with_capacity(csr.len());
        let mut taken = vec![false; csr.len()];
        for &(post, pre) in &self.pairs {
            let Some(place) = csr.place(post, pre) else { continue };
            if std::mem::replace(&mut taken[place], true) {
                return Err(malformed(format!("`{}` has the synapse [{post}, {pre}] twice", self.name)));
            }
            places.push(place);
        }
        let (foreign, lacking) = (listed - places.len(), csr.len() - places.len());
        Ok(match (foreign, lacking) {
            (0, 0) => Ok(places),
            _ => Err(Differ { listed, foreign, own: csr.len(), lacking }),
        })
    }
}
