//! A session is written to a checkpoint, and goes on from one.

use super::checkpoint::{Checkpoint, FORMAT, Purpose, Turn, VERSION, fit, is_saved, pairs, synapses_name};
use super::document::Leg;
use super::session::{Session, SessionOptions};
use crate::circuit::Loaded;
use crate::circuit::weights::seal;
use crate::engine::Engine;
use crate::error::Error;
use crate::plan::structure::Listed;
use crate::plan::{Buffer, BufferId};
use crate::record::replace::replace;
use crate::schema::{Field, render};
use safetensors::tensor::{Dtype, View};
use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

impl Session {
    fn saved(&self) -> impl Iterator<Item = (BufferId, &Buffer)> {
        self.plan.buffers.iter().enumerate().map(|(i, b)| (BufferId(i), b)).filter(|(_, b)| is_saved(b))
    }

    /// Writes weights, learning state and the place in the run. The file is complete or not there at all.
    pub fn save(&self, path: &Path) -> Result<(), Error> {
        let buffers = self.saved().map(|(id, buffer)| {
            let shape = [buffer.rows, buffer.cols];
            (buffer.name.clone(), Table { shape, holds: Holds::Buffer(&*self.engine, id) })
        });
        let lists = self.plan.lists().map(|list| {
            let shape = [list.synapses, 2];
            (synapses_name(&list.name), Table { shape, holds: Holds::Synapses(list) })
        });
        let tables: Vec<(String, Table)> = buffers.chain(lists).collect();
        let said = [
            ("format", format!("{FORMAT}{VERSION}")),
            ("version", env!("CARGO_PKG_VERSION").into()),
            ("update", self.update().to_string()),
            ("samples", self.learned_trials().to_string()),
            ("perturbations", serde_json::to_string(&self.perturbations()).map_err(internal)?),
            ("seed", self.circuit.seed.to_string()),
            ("credit", self.circuit.credit.name().into()),
            ("circuit", render::document(&self.circuit.write())),
            ("legs", serde_json::to_string(self.legs()).map_err(internal)?),
        ];
        let said = said.map(|(key, value)| (key.to_string(), value));
        let metadata: HashMap<String, String> = said.into_iter().chain([seal::open()]).collect();
        let mut bytes = safetensors::serialize(tables, Some(metadata)).map_err(internal)?;
        sort_metadata(&mut bytes)?;
        if !seal::close(&mut bytes) {
            return Err(internal("its metadata have no room for a checksum"));
        }
        replace(path, &bytes).map_err(|e| Error::failed(path, "write", &e))
    }

    /// Opens the task, compiles the circuit, allocates, and goes on where a checkpoint stands. Files of initial weights are
    /// not needed: the checkpoint holds all weights.
    ///
    /// # Errors
    /// As [`Session::open`], and a checkpoint that does not go with the circuit.
    pub fn open_at(
        loaded: &Loaded,
        options: &SessionOptions,
        checkpoint: &Checkpoint,
        purpose: Purpose,
    ) -> Result<Session, Error> {
        let (mut session, turn) = Session::opened(loaded, options, Some((checkpoint, purpose)))?;
        session.go_on(checkpoint, turn);
        Ok(session)
    }

    /// Goes on where a checkpoint stands.
    ///
    /// # Errors
    /// A file that is not a checkpoint, or does not go with the circuit: the session stays as it was.
    pub fn restore(&mut self, path: &Path) -> Result<(), Error> {
        let checkpoint = Checkpoint::open(path)?;
        let fit = fit(&self.circuit, &self.plan, &checkpoint, Purpose::Resume)?;
        for (id, values) in fit.contents {
            self.engine.write(id, 0, &values);
        }
        self.go_on(&checkpoint, fit.turn);
        Ok(())
    }

    /// Goes on where a checkpoint stands: in the last leg of its run, unless something is different from now on.
    fn go_on(&mut self, checkpoint: &Checkpoint, turn: Turn) {
        let own = Leg::first(self.device());
        let from_update = checkpoint.update();
        let mut legs = checkpoint.legs().to_vec();
        if legs.is_empty() {
            // The first format does not tell: all before it was as the circuit says.
            legs.push(Leg { version: checkpoint.version().into(), ..own.clone() });
        }
        self.set_legs(legs.clone());
        self.set_update(from_update);
        let Turn { changes, inherited } = turn;
        let leg = self.leg();
        if leg.device == own.device && leg.version == own.version && changes.is_empty() && inherited.is_none() {
            return;
        }
        let samples = checkpoint.samples().unwrap_or_else(|| self.learned_trials());
        let perturbations = checkpoint.perturbations().unwrap_or_else(|| self.perturbations());
        let recordings = leg.recordings.clone();
        legs.push(Leg { from_update, samples, perturbations, changes, inherited, recordings, ..own });
        self.set_legs(legs);
    }
}

/// A table of a checkpoint, whose bytes are there only while it is written: all of them at once would be the file once more.
struct Table<'a> {
    shape: [usize; 2],
    holds: Holds<'a>,
}

enum Holds<'a> {
    Buffer(&'a dyn Engine, BufferId),
    Synapses(&'a Listed),
}

impl View for Table<'_> {
    fn dtype(&self) -> Dtype {
        match self.holds {
            Holds::Buffer(..) => Dtype::F32,
            Holds::Synapses(_) => Dtype::I32,
        }
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        match self.holds {
            Holds::Buffer(engine, id) => {
                let mut values = vec![0.0; self.shape[0] * self.shape[1]];
                engine.read(id, 0, &mut values);
                values.iter().flat_map(|x: &f32| x.to_le_bytes()).collect()
            }
            Holds::Synapses(list) => pairs(list).flat_map(i32::to_le_bytes).collect(),
        }
    }

    fn data_len(&self) -> usize {
        4 * self.shape[0] * self.shape[1]
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
