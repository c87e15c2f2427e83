//! What probes recorded is streamed to disk, one `.npy` file a probe.

use super::folder::RunFolder;
use super::session::Session;
use crate::error::Error;
use crate::record::npy::Stream;

/// The open files of a run's probes.
pub struct ProbeFiles {
    streams: Vec<Stream>,
    values: Vec<f32>,
}

impl ProbeFiles {
    /// Opens `probes/POPULATION_VARIABLE.npy` for each probe, shape (recordings, steps, replicas, neurons), and keeps what
    /// a resumed run recorded before `session`'s present update.
    pub fn open(session: &Session, folder: &RunFolder) -> Result<ProbeFiles, Error> {
        let mut streams = Vec::new();
        let circuit = session.circuit();
        for (i, probe) in circuit.probes.iter().enumerate() {
            let same =
                |p: &&crate::circuit::Probe| (&p.population, &p.variable) == (&probe.population, &probe.variable);
            let repeated = circuit.probes[..i].iter().filter(same).count();
            let suffix = if repeated > 0 { format!("_{}", repeated + 1) } else { String::new() };
            let path = folder.file("probes").join(format!("{}_{}{suffix}.npy", probe.population, probe.variable));
            let shape = [session.plan().learn.steps, probe.replicas, circuit.size(&probe.population)];
            let kept = session.update().div_ceil(probe.every);
            streams.push(Stream::open(&path, &shape, kept).map_err(|e| Error::path(&path, "write", e))?);
        }
        Ok(ProbeFiles { streams, values: Vec::new() })
    }

    /// Appends what was recorded in the `count` updates before the present one.
    pub fn append(&mut self, session: &Session, count: u64) -> Result<(), Error> {
        let program = &session.plan().learn;
        let end = session.update();
        for ((stream, probe), &id) in self.streams.iter_mut().zip(&session.circuit().probes).zip(&program.probes) {
            let length = stream.item_len();
            for update in (end - count..end).filter(|update| update.is_multiple_of(probe.every)) {
                let slot = (update % program.chunk as u64) as usize;
                self.values.resize(length, 0.0);
                session.engine().read(id, slot * length, &mut self.values);
                stream.append(&self.values).map_err(|e| Error::Internal(format!("cannot write a probe: {e}")))?;
            }
            stream.flush().map_err(|e| Error::Internal(format!("cannot write a probe: {e}")))?;
        }
        Ok(())
    }
}
