//! What a run folder holds, as far as it does.

use crate::circuit::{Loaded, load_file};
use crate::error::Error;
use crate::natural;
use crate::record::{jsonl, npy, npz};
use crate::run::document::{AnalysisDocument, Leg};
use crate::run::folder::RunFolder;
use crate::run::{MetricsRow, RunDocument};
use std::path::{Path, PathBuf};

/// A run, read from its folder.
#[derive(Debug, Clone, Default)]
pub struct Recorded {
    /// `circuit.ron`, where it can be read; a circuit of another version may not.
    pub circuit: Option<Loaded>,
    /// `circuit.ron` as text.
    pub text: String,
    /// `metrics.jsonl`.
    pub rows: Vec<MetricsRow>,
    /// What to say of damaged lines in it.
    pub damaged: Option<String>,
    /// `summary.json`.
    pub summary: Option<RunDocument>,
    /// `analysis.json`.
    pub analysis: Option<AnalysisDocument>,
    /// Files of `probes/` by name, with the shape of what they hold; of an archive, of its recordings.
    pub probes: Vec<(String, Vec<u64>)>,
}

impl Recorded {
    /// Reads a folder. Files that are not there are left out; those that hold something else are errors.
    pub fn read(folder: &RunFolder) -> Result<Recorded, Error> {
        let file = folder.file("circuit.ron");
        let metrics = folder.metrics()?;
        Ok(Recorded {
            circuit: load_file(&file, &[]).ok(),
            text: std::fs::read_to_string(&file).unwrap_or_default(),
            damaged: metrics.complaint(),
            rows: metrics.rows,
            summary: folder.summary()?,
            analysis: folder.analysis()?,
            probes: probes(&folder.file("probes")),
        })
    }

    /// The legs of the run, as far as it has come to an end.
    pub fn legs(&self) -> &[Leg] {
        self.summary.as_ref().map_or(&[], |summary| &summary.legs)
    }

    /// See [`in_order`].
    pub fn in_order<'a>(&self, names: impl Iterator<Item = &'a String>) -> Vec<&'a String> {
        in_order(self.circuit.as_ref(), names)
    }
}

/// Names of the populations that something was measured of, input first: in the circuit's order where it is known.
pub fn in_order<'a>(circuit: Option<&Loaded>, names: impl Iterator<Item = &'a String>) -> Vec<&'a String> {
    let place = |name: &str| circuit.and_then(|loaded| loaded.circuit.populations.position(name)).unwrap_or(usize::MAX);
    let mut names: Vec<&String> = names.collect();
    names.sort_by_key(|name| (place(name), name.as_str()));
    names.dedup();
    names
}

/// Files that cannot be read as what probes write are not theirs.
fn probes(folder: &Path) -> Vec<(String, Vec<u64>)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let shaped = |path: PathBuf| {
        let shape = match path.extension()?.to_str()? {
            "npy" => npy::shape(&path),
            "npz" => npz::shape(&path),
            "jsonl" => jsonl::shape(&path),
            _ => return None,
        };
        Some((path.file_name()?.to_string_lossy().into_owned(), shape.ok()?))
    };
    let mut found: Vec<_> = entries.filter_map(|entry| shaped(entry.path())).collect();
    found.sort_by_cached_key(|(name, _)| natural::key(name));
    found
}
