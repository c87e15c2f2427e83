//! Which file each probe writes, and how much of what is in it stays. Nothing is written before all is known to be in order.
//!
//! A file holds recordings of one cadence, so that the k-th is of update `first + k · every`. So a probe that was changed half
//! way begins a file of its own, as does one that is new or whose file is elsewhere.

use super::names::names;
use super::sink::Sink;
use super::wanted::Wanted;
use crate::circuit::Probe;
use crate::error::Error;
use crate::run::document::Recording;
use crate::run::session::Session;
use std::io;
use std::path::Path;

/// A probe's file.
pub struct Place {
    pub recording: Recording,
    /// Recordings in it that stay.
    pub kept: u64,
}

/// The place of each probe, from the session's present update on.
pub fn places(session: &Session, folder: &Path, wanted: &[Wanted]) -> Result<Vec<Place>, Error> {
    let (update, probes) = (session.update(), &session.circuit().probes);
    let mut before: Vec<Recording> = session.leg().recordings.clone();
    if session.legs().len() == 1 && before.is_empty() {
        // Nothing is said of files yet: those of the circuit's probes.
        let named = names(probes).into_iter().zip(probes);
        before = named.map(|(file, probe)| Recording { file, from_update: 0, probe: probe.text() }).collect();
    }
    let taken = session.legs().iter().flat_map(|leg| &leg.recordings).chain(&before).map(|r| r.file.clone());
    let mut taken: Vec<String> = taken.collect();
    let mut places = Vec::new();
    for (wanted, name) in wanted.iter().zip(names(probes)) {
        let goes_on = |recording: &Recording| {
            Probe::of_text(&recording.probe)
                .is_some_and(|earlier| wanted.probe.goes_on_after(&earlier, recording.from_update..update))
        };
        let own = before.iter().position(goes_on).map(|at| before.remove(at));
        let kept = match &own {
            Some(recording) => kept(folder, wanted, recording, update)?,
            None => None,
        };
        let probe = wanted.probe.text();
        places.push(match (own, kept) {
            (Some(recording), Some(kept)) => Place { recording: Recording { probe, ..recording }, kept },
            _ => {
                let file = new_name(&name, wanted.probe, update, &taken);
                taken.push(file.clone());
                Place { recording: Recording { file, from_update: update, probe }, kept: 0 }
            }
        });
    }
    Ok(places)
}

/// How many recordings in a file stay: those until now; `None` where it is not here.
fn kept(folder: &Path, wanted: &Wanted, recording: &Recording, update: u64) -> Result<Option<u64>, Error> {
    let path = folder.join(&recording.file);
    let due = wanted.probe.recordings_in(recording.from_update..update);
    if due == 0 {
        return Ok(Some(0));
    }
    let there = Sink::there(wanted.probe.format, &path, &wanted.shape, update).map_err(|e| refused(&path, e))?;
    match there {
        Some(found) if found < due => {
            let shown = path.display();
            let message = format!("{shown} holds {found} recordings, but {due} were made until update {update}");
            Err(Error::input(message, HELP))
        }
        there => Ok(there.map(|_| due)),
    }
}

/// A name for a file that begins at `update`: the probe's own, if all of its recordings will be in it, else one that tells.
fn new_name(name: &str, probe: &Probe, update: u64, taken: &[String]) -> String {
    let free = |name: &String| !taken.contains(name);
    let (stem, end) = name.split_once('.').unwrap_or((name, ""));
    let from = |more: &str| format!("{stem}_from{update}{more}.{end}");
    let whole = (probe.recordings_before(update) == 0).then(|| name.to_string());
    let numbered = (2..).map(|k| from(&format!("_{k}")));
    whole.into_iter().chain([from("")]).chain(numbered).find(free).expect("the natural numbers do not end")
}

/// What to do about a file in which a run cannot go on recording.
const HELP: &str = "resume with another --out; or move the file away: the probe then goes on in a new file";

/// A file that cannot be written, or in which other things lie than this probe's recordings.
pub fn refused(path: &Path, error: io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::InvalidData => {
            let message = format!("cannot go on recording in {}: {error}", path.display());
            Error::input(message, HELP)
        }
        _ => Error::failed(path, "write", &error),
    }
}
