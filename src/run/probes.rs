//! What probes recorded is streamed to disk, one file a probe.

mod sink;
mod synapses;

use super::folder::RunFolder;
use super::session::Session;
use crate::circuit::probe::{Format, Probe, Reduce};
use crate::error::Error;
use crate::plan::{BufferId, Recorded};
use crate::record::npy::write_pairs;
use crate::record::npz;
use sink::Sink;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use synapses::synapses;

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
    pub fn open(session: &Session, folder: &RunFolder) -> Result<ProbeFiles, Error> {
        let own = files(&session.circuit().probes);
        match session.update() {
            0 => folder.claim(own.iter().map(String::as_str))?,
            _ => folder.list(own.iter().map(String::as_str))?,
        }
        let program = &session.plan().learn;
        let probes = session.circuit().probes.iter().zip(program.probes.iter().flatten());
        let files = probes.zip(names(&session.circuit().probes)).map(|((probe, recorded), name)| {
            ProbeFile::open(session, probe, *recorded, folder.file(FOLDER).join(name))
        });
        let files = files.collect::<Result<_, Error>>()?;
        Ok(ProbeFiles { files })
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

/// The name of each probe's file.
pub fn names(probes: &[Probe]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for probe in probes {
        let name =
            |suffix: String| format!("{}_{}{suffix}.{}", probe.target(), probe.variable_name(), probe.format.name());
        let mut free = std::iter::once(String::new()).chain((2..).map(|k| format!("_{k}"))).map(name);
        names.push(free.find(|name| !names.contains(name)).expect("the natural numbers do not end"));
    }
    names
}

/// Files in a run's folder that its probes may write, at any time.
pub fn files(probes: &[Probe]) -> Vec<String> {
    let mut files = Vec::new();
    for (probe, name) in probes.iter().zip(names(probes)) {
        files.extend(match probe.format {
            Format::Npz => npz::files(&name).to_vec(),
            _ => vec![name, synapses_name(probe.target())],
        });
    }
    files.iter().map(|name| format!("{FOLDER}/{name}")).collect()
}

/// The folder in a run's folder.
const FOLDER: &str = "probes";

/// The name of the file that says which synapse each weight of a projection is.
pub fn synapses_name(projection: &str) -> String {
    format!("{projection}_synapses.npy")
}

impl ProbeFile {
    fn open(session: &Session, probe: &Probe, recorded: Recorded, path: PathBuf) -> Result<ProbeFile, Error> {
        let cols = session.plan().buffer(recorded.to).cols;
        let steps: Vec<usize> = probe.steps(session.plan().learn.steps).collect();
        let row = |row: usize| row * cols..(row + 1) * cols;
        let (synapses, whole) = (synapses(session, probe), matches!(probe.reduce, Reduce::Whole(_)));
        let (mut shape, rows): (Vec<usize>, Vec<Range<usize>>) = match (recorded.every_step, synapses) {
            (true, _) => {
                let kept = steps.iter().flat_map(|step| step * probe.replicas..(step + 1) * probe.replicas);
                (vec![steps.len(), probe.replicas], kept.map(row).collect())
            }
            (false, Some(synapses)) if !whole => {
                let starts = synapses.starts().windows(2);
                (vec![synapses.rows()], starts.map(|ends| ends[0] as usize..ends[1] as usize).collect())
            }
            (false, _) => (vec![recorded.rows], (0..recorded.rows).map(row).collect()),
        };
        if let Some(synapses) = synapses.filter(|_| whole && probe.format != Format::Npz) {
            let file = path.with_file_name(synapses_name(probe.target()));
            let pairs: Vec<[u32; 2]> = synapses.iter().map(|(post, pre)| [post as u32, pre as u32]).collect();
            write_pairs(&file, &pairs).map_err(|e| Error::failed(&file, "write", &e))?;
        }
        shape.push(match &probe.reduce {
            Reduce::Whole(_) => cols,
            Reduce::Mean(_) | Reduce::Norm(_) => 1,
            Reduce::Leading(leading) => leading.count,
        });
        let sink = Sink::open(session, probe, &path, &shape).map_err(|e| refused(&path, e))?;
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

/// A file that cannot be written, or in which other things lie than this probe's recordings.
fn refused(path: &Path, error: io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::InvalidData => {
            let message = format!("cannot go on recording in {}: {error}", path.display());
            Error::input(message, "resume with the probe as it was, or with another --out, or move the file away")
        }
        _ => Error::failed(path, "write", &error),
    }
}

fn total(row: &[f32], of: impl Fn(f64) -> f64) -> f64 {
    row.iter().map(|&x| of(f64::from(x))).sum()
}
