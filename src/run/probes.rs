//! What probes recorded is streamed to disk, one file a probe.

use super::folder::RunFolder;
use super::session::Session;
use crate::circuit::probe::{Format, Probe, Reduce};
use crate::error::Error;
use crate::plan::{BufferId, Recorded};
use crate::record::jsonl::Lines;
use crate::record::npy::Stream;
use std::io;
use std::path::PathBuf;

/// The open files of a run's probes.
pub struct ProbeFiles {
    files: Vec<ProbeFile>,
}

struct ProbeFile {
    path: PathBuf,
    sink: Sink,
    recorded: Recorded,
    cols: usize,
    /// Rows of a recording that are kept.
    rows: Vec<usize>,
    whole: Vec<f32>,
    basis: Vec<f32>,
    kept: Vec<f32>,
}

enum Sink {
    Npy(Stream),
    Jsonl(Lines),
}

impl ProbeFiles {
    /// Opens `probes/TARGET_VARIABLE.npy` (or `.jsonl`) for each probe, and keeps what a resumed run recorded before
    /// `session`'s present update. Shape: recordings, then kept steps, replicas and neurons of a population's activity or
    /// state; replicas and neurons of its third factor; rows and columns of parameters (synapses of a sparse projection).
    /// A reduction leaves 1, or its number of components, of the last.
    pub fn open(session: &Session, folder: &RunFolder) -> Result<ProbeFiles, Error> {
        let mut files: Vec<ProbeFile> = Vec::new();
        let circuit = session.circuit();
        let program = &session.plan().learn;
        for (probe, recorded) in circuit.probes.iter().zip(program.probes.iter().flatten()) {
            let name = |suffix: String| {
                let file = format!("{}_{}{suffix}.{}", probe.target(), probe.variable_name(), probe.format.name());
                folder.file("probes").join(file)
            };
            let mut names = std::iter::once(String::new()).chain((2..).map(|k| format!("_{k}"))).map(name);
            let free = |path: &PathBuf| files.iter().all(|file| file.path != *path);
            let path = names.find(free).expect("the natural numbers do not end");
            files.push(ProbeFile::open(session, probe, *recorded, path)?);
        }
        Ok(ProbeFiles { files })
    }

    /// Appends what was recorded in the `count` updates before the present one.
    pub fn append(&mut self, session: &Session, count: u64) -> Result<(), Error> {
        let end = session.update();
        for (file, probe) in self.files.iter_mut().zip(&session.circuit().probes) {
            for update in (end - count..end).filter(|update| probe.records(*update)) {
                let slot = (update % session.plan().learn.chunk as u64) as usize;
                file.append(session, probe, update, slot).map_err(|e| Error::path(&file.path, "write", e))?;
            }
            file.flush().map_err(|e| Error::path(&file.path, "write", e))?;
        }
        Ok(())
    }
}

impl ProbeFile {
    fn open(session: &Session, probe: &Probe, recorded: Recorded, path: PathBuf) -> Result<ProbeFile, Error> {
        let cols = session.plan().buffer(recorded.to).cols;
        let steps: Vec<usize> = probe.steps(session.plan().learn.steps).collect();
        let (mut shape, rows) = match recorded.every_step {
            true => {
                let rows = steps.iter().flat_map(|step| step * probe.replicas..(step + 1) * probe.replicas).collect();
                (vec![steps.len(), probe.replicas], rows)
            }
            false => (vec![recorded.rows], (0..recorded.rows).collect::<Vec<_>>()),
        };
        shape.push(match &probe.reduce {
            Reduce::Whole(_) => cols,
            Reduce::Mean(_) | Reduce::Norm(_) => 1,
            Reduce::Leading(leading) => leading.count,
        });
        let kept = probe.recordings_before(session.update());
        let sink = match probe.format {
            Format::Npy => Stream::open(&path, &shape, kept).map(Sink::Npy),
            Format::Jsonl => Lines::open(&path, &shape, kept).map(Sink::Jsonl),
        };
        let sink = sink.map_err(|e| Error::path(&path, "write", e))?;
        let whole = vec![0.0; recorded.rows * cols];
        let basis = vec![0.0; recorded.basis.map_or(0, |(_, rank)| rank * cols)];
        Ok(ProbeFile { path, sink, recorded, cols, rows, whole, basis, kept: Vec::new() })
    }

    fn append(&mut self, session: &Session, probe: &Probe, update: u64, slot: usize) -> io::Result<()> {
        let read = |id: BufferId, into: &mut [f32]| session.engine().read(id, slot * into.len(), into);
        read(self.recorded.to, &mut self.whole);
        if let Some((basis, _)) = self.recorded.basis {
            read(basis, &mut self.basis);
        }
        self.kept.clear();
        for row in &self.rows {
            let row = &self.whole[row * self.cols..][..self.cols];
            match &probe.reduce {
                Reduce::Whole(_) => self.kept.extend(row),
                Reduce::Mean(_) => self.kept.push((total(row, |x| x) / row.len() as f64) as f32),
                Reduce::Norm(_) => self.kept.push(total(row, |x| x * x).sqrt() as f32),
                Reduce::Leading(leading) => {
                    let components = self.basis.chunks(self.cols).take(leading.count);
                    let along = |u: &[f32]| u.iter().zip(row).map(|(u, x)| f64::from(*u) * f64::from(*x)).sum::<f64>();
                    self.kept.extend(components.map(|u| along(u) as f32));
                }
            }
        }
        match &mut self.sink {
            Sink::Npy(stream) => stream.append(&self.kept),
            Sink::Jsonl(lines) => lines.append(update, &self.kept),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.sink {
            Sink::Npy(stream) => stream.flush(),
            Sink::Jsonl(lines) => lines.flush(),
        }
    }
}

fn total(row: &[f32], of: impl Fn(f64) -> f64) -> f64 {
    row.iter().map(|&x| of(f64::from(x))).sum()
}
