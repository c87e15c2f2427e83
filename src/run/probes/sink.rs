//! Where a probe's recordings go.

use super::synapses::synapses;
use crate::circuit::probe::{Format, Probe, Reduce};
use crate::plan::Recorded;
use crate::record::jsonl::{self, Lines};
use crate::record::npy::Stream;
use crate::record::npz::{self, Recordings};
use crate::run::session::Session;
use std::io;
use std::path::Path;

/// A probe's open file.
pub enum Sink {
    Npy(Stream),
    Jsonl(Lines),
    Npz(Recordings),
}

impl Sink {
    /// Opens the file for recordings of this shape. The first `kept`, of updates before this one, stay.
    pub fn open(format: Format, path: &Path, shape: &[usize], (kept, update): (u64, u64)) -> io::Result<Sink> {
        match format {
            Format::Npy => Stream::open(path, shape, kept).map(Sink::Npy),
            Format::Jsonl => Lines::open(path, shape, kept).map(Sink::Jsonl),
            // It knows the update of each.
            Format::Npz => Recordings::open(path, shape, update).map(Sink::Npz),
        }
    }

    /// How many recordings of updates before this one are in a file: as many as there are in it where it does not tell. `None`
    /// where there is no file. Nothing is changed.
    pub fn there(format: Format, path: &Path, shape: &[usize], update: u64) -> io::Result<Option<u64>> {
        match format {
            Format::Npy => Stream::there(path, shape),
            Format::Jsonl => jsonl::before(path, update),
            Format::Npz => npz::before(path, shape, update),
        }
    }

    /// Adds the recording of an update.
    pub fn append(&mut self, update: u64, values: &[f32]) -> io::Result<()> {
        match self {
            Sink::Npy(stream) => stream.append(values),
            Sink::Jsonl(lines) => lines.append(update, values),
            Sink::Npz(recordings) => recordings.append(update, values),
        }
    }

    /// Brings the file on disk up to date.
    pub fn flush(&mut self) -> io::Result<()> {
        match self {
            Sink::Npy(stream) => stream.flush(),
            Sink::Jsonl(lines) => lines.flush(),
            Sink::Npz(recordings) => recordings.flush(),
        }
    }

    /// Closes the file: there is no more to come.
    pub fn finish(mut self, session: &Session, probe: &Probe, recorded: Recorded) -> io::Result<()> {
        self.flush()?;
        let Sink::Npz(recordings) = self else { return Ok(()) };
        recordings.pack(|archive| {
            if recorded.every_step {
                let steps = probe.steps(session.plan().learn.steps);
                archive.array("step", steps.clone().count() as u64, &[], steps.map(|step| step as i64))?;
            }
            match synapses(session, probe).filter(|_| matches!(probe.reduce, Reduce::Whole(_))) {
                Some(synapses) => {
                    let places = synapses.iter().flat_map(|(post, pre)| [post as u32, pre as u32]);
                    archive.array("synapses", synapses.len() as u64, &[2], places)
                }
                None => Ok(()),
            }
        })
    }
}
