//! A run's folder: what it holds, and that nothing in it is lost.

mod list;
mod make;
mod metrics;
mod several;

use super::document::scale::ScaleDocument;
use super::document::{AnalysisDocument, CompareDocument, RunDocument};
use crate::error::Error;
use crate::record::replace::replace;
use serde::de::DeserializeOwned;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use list::LIST;
pub use make::{Kind, Wanted};
pub use metrics::Metrics;

/// Where the figures of a page go.
const FIGURES: &str = "figures/";

/// The folder of one run.
#[derive(Debug, Clone)]
pub struct RunFolder {
    path: PathBuf,
    /// Keeps other processes from writing here, until the last clone is gone.
    held: Option<Arc<File>>,
    /// What lies in it that this program did not write, where it was cleared for a new run.
    kept: Vec<String>,
}

impl RunFolder {
    /// A new folder for a run. `asked` must not exist, be empty, or `overwrite` must be set; without `asked`, the first free
    /// `runs/NAME-K`.
    pub fn create(asked: Option<&Path>, name: &str, overwrite: bool) -> Result<RunFolder, Error> {
        RunFolder::make(&Wanted { asked, name, kind: Kind::One, overwrite, circuit: None, probes: &[] })
    }

    /// The folder of a run that is there.
    pub fn existing(path: &Path) -> RunFolder {
        RunFolder { path: path.to_path_buf(), held: None, kept: Vec::new() }
    }

    /// The same folder, in which no other process writes from now on. The system ends such a lock with the process, however
    /// that ends, so none is ever left behind. A file system that has no locks is trusted.
    pub fn hold(mut self) -> Result<RunFolder, Error> {
        let Ok(file) = File::open(&self.path) else { return Ok(self) };
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            let message = format!("another process is writing in {}", self.path.display());
            return Err(Error::input(message, "wait until it has ended, or choose another --out"));
        }
        self.held = Some(Arc::new(file));
        Ok(self)
    }

    /// What `--overwrite` left here, since this program did not write it.
    pub fn kept(&self) -> &[String] {
        &self.kept
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The checkpoint.
    pub fn checkpoint(&self) -> PathBuf {
        self.file("checkpoint.safetensors")
    }

    /// Writes a file of this program's, and lists it: afterwards it is the old one or the new one, never a part.
    ///
    /// # Errors
    /// A file of this name that is there and that the list does not have, a link on the way to it, a folder in its place, and
    /// what the system says.
    pub fn write(&self, name: &str, text: &str) -> Result<(), Error> {
        self.claim([name])?;
        self.replace(name, text)
    }

    fn replace(&self, name: &str, text: &str) -> Result<(), Error> {
        self.is_still_there()?;
        let path = self.file(name);
        replace(&path, text.as_bytes()).map_err(|e| Error::failed(&path, "write", &e))
    }

    /// The folder in which nobody else writes is the one at its path.
    ///
    /// # Errors
    /// Another one in its place: what lies there is not ours.
    fn is_still_there(&self) -> Result<(), Error> {
        let held = self.held.as_ref().and_then(|held| held.metadata().ok());
        match (held, fs::metadata(&self.path)) {
            (Some(held), Ok(found)) if !is_same(&held, &found) => {
                let message = format!("{} was moved away, and something else is in its place", self.path.display());
                let help = "leave the folder of a run where it is until the run has ended";
                Err(Error::System { message, help: help.into() })
            }
            _ => Ok(()),
        }
    }

    /// Writes `summary.json`.
    pub fn write_summary(&self, document: &RunDocument) -> Result<(), Error> {
        let text = serde_json::to_string_pretty(document).map_err(|e| Error::Internal(e.to_string()))?;
        self.write("summary.json", &(text + "\n"))
    }

    /// Writes `analysis.json`. It holds many numbers: on lines of their own they would take thrice the room.
    pub fn write_analysis(&self, document: &AnalysisDocument) -> Result<(), Error> {
        let text = serde_json::to_string(document).map_err(|e| Error::Internal(e.to_string()))?;
        self.write("analysis.json", &(text + "\n"))
    }

    /// Removes the figures of a report: the files that the list names, and no others. Where `figures` is a link, what lies
    /// beyond stays.
    pub fn remove_figures(&self) -> Result<(), Error> {
        let inside = self.file(FIGURES.trim_end_matches('/'));
        if inside.symlink_metadata().is_ok_and(|found| found.is_symlink()) {
            return Ok(());
        }
        self.list_earlier_figures()?;
        for name in self.listed().iter().filter(|name| name.starts_with(FIGURES)) {
            self.remove(name)?;
        }
        self.strike(|name| name.starts_with(FIGURES))?;
        // Not if the user has put something in there.
        let _ = fs::remove_dir(&inside);
        Ok(())
    }

    /// What the run says in the end, `summary.json`; `None` if there is no such file.
    pub fn summary(&self) -> Result<Option<RunDocument>, Error> {
        self.document("summary.json")
    }

    /// What an analysis found, `analysis.json`; `None` if there is no such file.
    pub fn analysis(&self) -> Result<Option<AnalysisDocument>, Error> {
        self.document("analysis.json")
    }

    /// An analysis with what the one that lies here found besides of the same weights. One that cannot be read is written
    /// anew.
    pub fn with_earlier(&self, document: AnalysisDocument) -> AnalysisDocument {
        match self.analysis() {
            Ok(Some(earlier)) => document.with_earlier(earlier),
            _ => document,
        }
    }

    /// What a comparison found, `compare.json`; `None` if there is no such file.
    pub fn comparison(&self) -> Result<Option<CompareDocument>, Error> {
        self.document("compare.json")
    }

    /// What growing found, `scale.json`; `None` if there is no such file.
    pub fn scale(&self) -> Result<Option<ScaleDocument>, Error> {
        self.document("scale.json")
    }

    fn document<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Error> {
        let path = self.file(name);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::reading(&path, &error)),
        };
        let help = "it was cut short or changed by hand; remove it, or run again";
        serde_json::from_str(&text).map(Some).map_err(|e| Error::input(format!("{}: {e}", path.display()), help))
    }
}

/// Whether two folders are one.
#[cfg(unix)]
fn is_same(one: &fs::Metadata, other: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// Systems that do not tell are trusted: most of them do not let go of a folder in use.
#[cfg(not(unix))]
fn is_same(_: &fs::Metadata, _: &fs::Metadata) -> bool {
    true
}
