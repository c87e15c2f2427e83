//! Checkpoints: everything that a run needs to continue to the same bits, as safetensors.

use super::session::Session;
use crate::circuit::weights::seal::{self, Seal};
use crate::error::Error;
use crate::plan::{Buffer, BufferId, Role};
use crate::record::replace::replace;
use safetensors::SafeTensorError;
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// The format's name and version, in the file's metadata.
const FORMAT: &str = "trifactor-checkpoint-1";

/// What a checkpoint is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// To go on to the run's end.
    Resume,
    /// To look at what it holds.
    Analyse,
}

impl Session {
    fn saved(&self) -> impl Iterator<Item = (BufferId, &Buffer)> {
        let saved = |(_, b): &(BufferId, &Buffer)| matches!(b.role, Role::Parameter | Role::Memory);
        self.plan.buffers.iter().enumerate().map(|(i, b)| (BufferId(i), b)).filter(saved)
    }

    /// Writes weights, learning state and the place in the run. The file is complete or not there at all.
    pub fn save(&self, path: &Path) -> Result<(), Error> {
        let mut tensors: Vec<(String, Vec<usize>, Vec<u8>)> = Vec::new();
        for (id, buffer) in self.saved() {
            let mut values = vec![0.0; buffer.len()];
            self.engine.read(id, 0, &mut values);
            let bytes = values.iter().flat_map(|x| x.to_le_bytes()).collect();
            tensors.push((buffer.name.clone(), vec![buffer.rows, buffer.cols], bytes));
        }
        let mut views = Vec::new();
        for (name, shape, bytes) in &tensors {
            views.push((name.clone(), TensorView::new(Dtype::F32, shape.clone(), bytes).map_err(internal)?));
        }
        let metadata = HashMap::from([
            ("format".to_string(), FORMAT.to_string()),
            ("version".to_string(), env!("CARGO_PKG_VERSION").to_string()),
            ("update".to_string(), self.update().to_string()),
            ("seed".to_string(), self.circuit.seed.to_string()),
            ("credit".to_string(), self.circuit.credit.name().to_string()),
            seal::open(),
        ]);
        let mut bytes = safetensors::serialize(views, Some(metadata)).map_err(internal)?;
        sort_metadata(&mut bytes)?;
        if !seal::close(&mut bytes) {
            return Err(internal("its metadata have no room for a checksum"));
        }
        replace(path, &bytes).map_err(|e| Error::failed(path, "write", &e))
    }

    /// Reads what [`Session::save`] wrote for this circuit, to go on from there.
    ///
    /// # Errors
    /// A file that is not a checkpoint, is of another circuit, seed or credit source, is beyond the run's end, or holds
    /// values that are not finite.
    pub fn restore(&mut self, path: &Path) -> Result<(), Error> {
        self.read_checkpoint(path, Purpose::Resume)
    }

    /// Reads what [`Session::save`] wrote for this circuit, to look at it: how long the run was to be does not matter.
    ///
    /// # Errors
    /// As [`Session::restore`]; a checkpoint beyond the run's end is none.
    pub fn restore_to_analyse(&mut self, path: &Path) -> Result<(), Error> {
        self.read_checkpoint(path, Purpose::Analyse)
    }

    fn read_checkpoint(&mut self, path: &Path, purpose: Purpose) -> Result<(), Error> {
        let bytes = std::fs::read(path).map_err(|e| Error::reading(path, &e))?;
        let wrong = |why: String| {
            let shown = path.display();
            match purpose {
                Purpose::Resume => Error::input(
                    format!("{shown} cannot be resumed from: {why}"),
                    "resume with the circuit, seed, credit and length of run that wrote it",
                ),
                Purpose::Analyse => Error::input(
                    format!("{shown} is not a checkpoint of this circuit: {why}"),
                    "analyse it with the circuit, seed and credit that wrote it: the circuit.ron of its run",
                ),
            }
        };
        let damaged = |error: SafeTensorError| {
            let message = format!("{} is damaged or no checkpoint: {error}", path.display());
            Error::input(message, "give a checkpoint.safetensors that a run wrote")
        };
        // One without a checksum was written by an earlier version: what can be checked of it is.
        if seal::check(&bytes) == Seal::Broken {
            let message = format!("{} is damaged: it does not match its checksum", path.display());
            return Err(Error::input(message, "take a copy that is whole, or begin the run anew"));
        }
        let (_, header) = SafeTensors::read_metadata(&bytes).map_err(damaged)?;
        let file = SafeTensors::deserialize(&bytes).map_err(damaged)?;
        let metadata = header.metadata().clone().unwrap_or_default();
        let said = |key: &str| metadata.get(key).cloned().unwrap_or_default();
        if said("format") != FORMAT {
            return Err(wrong(format!("its format is {:?}, not {FORMAT:?}", said("format"))));
        }
        let what = if purpose == Purpose::Resume { "run" } else { "circuit" };
        for (key, own) in [("seed", self.circuit.seed.to_string()), ("credit", self.circuit.credit.name().into())] {
            if said(key) != own {
                return Err(wrong(format!("it was written with {key} {}, this {what} has {key} {own}", said(key))));
            }
        }
        let update: u64 = said("update").parse().map_err(|_| wrong("it does not say its update".into()))?;
        if purpose == Purpose::Resume && update > self.updates() {
            return Err(wrong(format!("it is at update {update}, this run ends at {}", self.updates())));
        }
        if update.checked_mul(self.plan.learn.steps as u64).is_none() {
            return Err(wrong(format!("it says that it is at update {update}, which no run reaches")));
        }
        let known: HashSet<&str> = self.saved().map(|(_, buffer)| buffer.name.as_str()).collect();
        if let Some(other) = file.names().into_iter().filter(|name| !known.contains(name)).min() {
            return Err(wrong(format!("it has `{other}`, this circuit has not")));
        }
        let mut contents = Vec::new();
        for (id, buffer) in self.saved() {
            let tensor = file.tensor(&buffer.name).map_err(|_| wrong(format!("it has no `{}`", buffer.name)))?;
            if tensor.dtype() != Dtype::F32 || tensor.shape() != [buffer.rows, buffer.cols] {
                let found = format!("{:?} {:?}", tensor.dtype(), tensor.shape());
                return Err(wrong(format!("`{}` is {found}, not F32 [{}, {}]", buffer.name, buffer.rows, buffer.cols)));
            }
            let value = |b: &[u8]| f32::from_le_bytes([b[0], b[1], b[2], b[3]]);
            let values: Vec<f32> = tensor.data().chunks_exact(4).map(value).collect();
            if let Some(at) = values.iter().position(|x| !x.is_finite()) {
                return Err(wrong(format!("`{}` holds {} at element {at}", buffer.name, values[at])));
            }
            contents.push((id, values));
        }
        for (id, values) in contents {
            self.engine.write(id, 0, &values);
        }
        self.set_update(update);
        Ok(())
    }
}

fn internal(error: impl std::fmt::Display) -> Error {
    Error::Internal(format!("cannot write a checkpoint: {error}"))
}

/// The metadata are written in an order that differs from run to run; sorted, the same run writes the same bytes.
fn sort_metadata(file: &mut [u8]) -> Result<(), Error> {
    let (length, rest) = file.split_first_chunk_mut().ok_or_else(|| internal("no header"))?;
    let header = &mut rest[..u64::from_le_bytes(*length) as usize];
    let mut document: serde_json::Value = serde_json::from_slice(header).map_err(internal)?;
    if let Some(metadata) = document["__metadata__"].as_object_mut() {
        metadata.sort_keys();
    }
    let sorted = serde_json::to_vec(&document).map_err(internal)?;
    header[..sorted.len()].copy_from_slice(&sorted);
    Ok(())
}
