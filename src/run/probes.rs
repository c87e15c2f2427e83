//! What probes recorded is streamed to disk, one file a probe.

mod names;
mod place;
mod sink;
mod synapses;
mod wanted;

use names::{FOLDER, files_of};
pub use names::{files, names, synapses_name};

use super::document::Recording;
use super::folder::RunFolder;
use super::session::Session;
use crate::circuit::probe::{Format, Probe, Reduce};
use crate::error::Error;
use crate::plan::{BufferId, Recorded};
use crate::record::npy::write_pairs;
use place::{Place, refused};
use sink::Sink;
use std::io;
use std::ops::Range;
use std::path::PathBuf;
use synapses::synapses;
use wanted::Wanted;

/// The open files of a run's probes.
pub struct ProbeFiles {
    files: Vec<ProbeFile>,
}

struct ProbeFile {
    path: PathBuf,
    sink: Sink,
    recorded: Recorded,
    /// What is kept of a recording: the numbers of one row after the other.
    rows: Vec<Range<usize>>,
    whole: Vec<f32>,
    basis: Vec<f32>,
    kept: Vec<f32>,
}

impl ProbeFiles {
    /// Opens `probes/TARGET_VARIABLE.npy` (or `.jsonl`, `.npz`) for each probe, and keeps what a resumed run recorded before
    /// `session`'s present update. Shape: recordings, then kept steps, replicas and neurons of a population's activity or
    /// state; replicas and neurons of its third factor; rows and columns of parameters. A reduction leaves 1, or its number
    /// of components, of the last. Where not every synapse exists, weights are (synapses × 1), and
    /// `probes/PROJECTION_synapses.npy`, or the archive itself, says which synapse each is; reduced, they are rows by
    /// postsynaptic neuron too.
    ///
    /// A probe that was changed half way, that is new, or whose file is not here goes on in a file of its own,
    /// `TARGET_VARIABLE_fromUPDATE.npy`; returned is which file holds what.
    ///
    /// # Errors
    /// A file with less in it than was recorded, or with something else: every file is left as it was.
    pub fn open(session: &Session, folder: &RunFolder) -> Result<(ProbeFiles, Vec<Recording>), Error> {
        let probes = &session.circuit().probes;
        let program = &session.plan().learn;
        let wanted: Vec<Wanted> =
            probes.iter().zip(program.probes.iter().flatten()).map(|(p, r)| Wanted::of(session, p, *r)).collect();
        let places = place::places(session, &folder.file(FOLDER), &wanted)?;
        list(session, folder, &places)?;
        let files = wanted.into_iter().zip(&places).map(|(wanted, place)| {
            let path = folder.file(FOLDER).join(&place.recording.file);
            ProbeFile::open(session, wanted, path, place.kept)
        });
        let files = files.collect::<Result<_, Error>>()?;
        Ok((ProbeFiles { files }, places.into_iter().map(|place| place.recording).collect()))
    }

    /// Appends what was recorded in the `count` updates before the present one.
    pub fn append(&mut self, session: &Session, count: u64) -> Result<(), Error> {
        let end = session.update();
        for (file, probe) in self.files.iter_mut().zip(&session.circuit().probes) {
            for update in (end - count..end).filter(|update| probe.records(*update)) {
                let slot = (update % session.plan().learn.chunk as u64) as usize;
                file.append(session, probe, update, slot).map_err(|e| Error::failed(&file.path, "write", &e))?;
            }
            file.sink.flush().map_err(|e| Error::failed(&file.path, "write", &e))?;
        }
        Ok(())
    }

    /// Gives the files the form in which they stay: the run has ended.
    pub fn finish(self, session: &Session) -> Result<(), Error> {
        for (file, probe) in self.files.into_iter().zip(&session.circuit().probes) {
            let ProbeFile { path, sink, recorded, .. } = file;
            sink.finish(session, probe, recorded).map_err(|e| Error::failed(&path, "write", &e))?;
        }
        Ok(())
    }
}

/// Lists what will be written, before the first of it is.
///
/// # Errors
/// A file of somebody else's where one is to begin.
fn list(session: &Session, folder: &RunFolder, places: &[Place]) -> Result<(), Error> {
    let probes = &session.circuit().probes;
    let (mut begun, mut gone_on) = (Vec::new(), Vec::new());
    for (probe, place) in probes.iter().zip(places) {
        let of_recordings = |name: &String| name.contains(&place.recording.file);
        let (recordings, beside): (Vec<String>, Vec<String>) =
            files_of(probe, &place.recording.file).into_iter().partition(of_recordings);
        // What says which synapses there are is the same in all legs.
        let begins = |again: bool| session.update() == 0 || (place.kept == 0 && !again);
        if begins(false) { &mut begun } else { &mut gone_on }.extend(recordings);
        if begins(true) { &mut begun } else { &mut gone_on }.extend(beside);
    }
    folder.claim(begun.iter().map(String::as_str))?;
    folder.list(gone_on.iter().map(String::as_str))
}

impl ProbeFile {
    fn open(session: &Session, wanted: Wanted, path: PathBuf, kept: u64) -> Result<ProbeFile, Error> {
        let Wanted { probe, recorded, rows, shape } = wanted;
        let whole = matches!(probe.reduce, Reduce::Whole(_)) && probe.format != Format::Npz;
        if let Some(synapses) = synapses(session, probe).filter(|_| whole) {
            let file = path.with_file_name(synapses_name(probe.target()));
            let pairs: Vec<[u32; 2]> = synapses.iter().map(|(post, pre)| [post as u32, pre as u32]).collect();
            write_pairs(&file, &pairs).map_err(|e| Error::failed(&file, "write", &e))?;
        }
        let at = (kept, session.update());
        let sink = Sink::open(probe.format, &path, &shape, at).map_err(|e| refused(&path, e))?;
        let cols = session.plan().buffer(recorded.to).cols;
        let whole = vec![0.0; recorded.rows * cols];
        let basis = vec![0.0; recorded.basis.map_or(0, |(_, rank)| rank * cols)];
        Ok(ProbeFile { path, sink, recorded, rows, whole, basis, kept: Vec::new() })
    }

    fn append(&mut self, session: &Session, probe: &Probe, update: u64, slot: usize) -> io::Result<()> {
        let read = |id: BufferId, into: &mut [f32]| session.engine().read(id, slot * into.len(), into);
        read(self.recorded.to, &mut self.whole);
        if let Some((basis, _)) = self.recorded.basis {
            read(basis, &mut self.basis);
        }
        self.kept.clear();
        for row in &self.rows {
            let row = &self.whole[row.clone()];
            match &probe.reduce {
                Reduce::Whole(_) => self.kept.extend(row),
                // Not a number for a neuron without synapses.
                Reduce::Mean(_) => self.kept.push((total(row, |x| x) / row.len() as f64) as f32),
                Reduce::Norm(_) => self.kept.push(total(row, |x| x * x).sqrt() as f32),
                Reduce::Leading(leading) => {
                    let components = self.basis.chunks(row.len()).take(leading.count);
                    let along = |u: &[f32]| u.iter().zip(row).map(|(u, x)| f64::from(*u) * f64::from(*x)).sum::<f64>();
                    self.kept.extend(components.map(|u| along(u) as f32));
                }
            }
        }
        self.sink.append(update, &self.kept)
    }
}

fn total(row: &[f32], of: impl Fn(f64) -> f64) -> f64 {
    row.iter().map(|&x| of(f64::from(x))).sum()
}
