//! A checkpoint as it lies in its file.

use super::{FORMAT, VERSION};
use crate::circuit::weights::seal::{self, Seal};
use crate::circuit::{Circuit, Loaded, load_text_changed};
use crate::error::Error;
use crate::run::document::Leg;
use crate::schema::overrides::Override;
use safetensors::SafeTensorError;
use safetensors::tensor::SafeTensors;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

/// A checkpoint that was read: what it says of itself, and its tensors' bytes.
#[derive(Debug)]
pub struct Checkpoint {
    path: PathBuf,
    bytes: Vec<u8>,
    metadata: HashMap<String, String>,
    format: u64,
    /// Updates done.
    update: u64,
    /// The circuit that wrote it; `None` in the first format, which did not tell.
    circuit: Option<Circuit>,
    legs: Vec<Leg>,
}

impl Checkpoint {
    /// Reads a file. Nothing is checked against a circuit yet.
    ///
    /// # Errors
    /// A file that is no checkpoint, damaged, or of a format that this version does not read.
    pub fn open(path: &Path) -> Result<Checkpoint, Error> {
        let bytes = std::fs::read(path).map_err(|e| Error::reading(path, &e))?;
        let (shown, help) = (path.display(), "give a checkpoint.safetensors that a run wrote");
        let damaged =
            |error: SafeTensorError| Error::input(format!("{shown} is damaged or no checkpoint: {error}"), help);
        // One without a checksum was written by an earlier version: what can be checked of it is.
        if seal::check(&bytes) == Seal::Broken {
            let message = format!("{shown} is damaged: it does not match its checksum");
            return Err(Error::input(message, "take a copy that is whole, or begin the run anew"));
        }
        let (_, header) = SafeTensors::read_metadata(&bytes).map_err(damaged)?;
        SafeTensors::deserialize(&bytes).map_err(damaged)?;
        let metadata = header.metadata().clone().unwrap_or_default();
        let said = |key: &str| metadata.get(key).map_or("", String::as_str);
        let wrong = |why: String| Error::input(format!("{shown} cannot be read as a checkpoint: {why}"), help);
        let format = said("format").strip_prefix(FORMAT).and_then(|version| version.parse::<u64>().ok());
        let format = match format {
            None | Some(0) => {
                return Err(wrong(format!("its format is {:?}, not \"{FORMAT}{VERSION}\"", said("format"))));
            }
            Some(format) if format > VERSION => {
                let message = format!(
                    "{shown} has format {format} of checkpoints, which trifactor {} wrote; this is version {}, which reads \
                     format 1 to {VERSION}",
                    said("version"),
                    env!("CARGO_PKG_VERSION")
                );
                return Err(Error::input(message, "use the version that wrote it, or a later one"));
            }
            Some(format) => format,
        };
        let update = said("update").parse().map_err(|_| wrong("it does not say its update".into()))?;
        let (mut circuit, mut legs) = (None, Vec::new());
        if format > 1 {
            let unread = |what: &str| wrong(format!("it does not say {what} in a way that can be read"));
            let loaded = load_text_changed(said("circuit"), path, &[]);
            let own = loaded.map_err(|problems| {
                let version = said("version");
                wrong(format!(
                    "this version does not read the circuit of version {version} in it:\n{}",
                    problems.render(false)
                ))
            })?;
            circuit = Some(own.circuit);
            legs = serde_json::from_str(said("legs")).map_err(|_| unread("its legs"))?;
            if legs.is_empty() || legs.iter().any(|leg: &Leg| leg.from_update > update) {
                return Err(unread("its legs"));
            }
            said("samples").parse::<u64>().map_err(|_| unread("its samples"))?;
            serde_json::from_str::<BTreeMap<String, u64>>(said("perturbations"))
                .map_err(|_| unread("its perturbations"))?;
        }
        Ok(Checkpoint { path: path.to_path_buf(), bytes, metadata, format, update, circuit, legs })
    }

    /// The same checkpoint, of which it is known from elsewhere which circuit wrote it.
    pub fn of_circuit(self, circuit: Option<Circuit>) -> Checkpoint {
        Checkpoint { circuit: self.circuit.or(circuit), ..self }
    }

    /// False in the first format: it had neither synapses nor time constants.
    pub(super) fn holds_what_was_drawn(&self) -> bool {
        self.format > 1
    }

    /// Its file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Updates done.
    pub fn update(&self) -> u64 {
        self.update
    }

    /// The version that wrote it; empty where it does not say so.
    pub fn version(&self) -> &str {
        self.said("version")
    }

    /// The legs of the run until then; none in the first format.
    pub fn legs(&self) -> &[Leg] {
        &self.legs
    }

    /// Trials learned from, where it says so.
    pub fn samples(&self) -> Option<u64> {
        self.said("samples").parse().ok()
    }

    /// Perturbations spent, where it says so.
    pub fn perturbations(&self) -> Option<BTreeMap<String, u64>> {
        serde_json::from_str(self.said("perturbations")).ok()
    }

    /// The circuit that wrote it, where it says so.
    pub fn circuit(&self) -> Option<&Circuit> {
        self.circuit.as_ref()
    }

    /// The circuit that wrote it, with changes, as if it stood in a file; `None` where it does not say its circuit.
    pub fn load(&self, changes: &[Override]) -> Option<Result<Loaded, Error>> {
        self.metadata.get("circuit")?;
        Some(load_text_changed(self.said("circuit"), &self.path, changes).map_err(Error::from))
    }

    pub(super) fn said(&self, key: &str) -> &str {
        self.metadata.get(key).map_or("", String::as_str)
    }

    pub(super) fn tensors(&self) -> SafeTensors<'_> {
        SafeTensors::deserialize(&self.bytes).expect("it was read when it was opened")
    }
}
