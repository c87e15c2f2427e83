//! What a run folder holds, as far as it does.

use crate::circuit::{Loaded, load_file};
use crate::error::Error;
use crate::run::document::AnalysisDocument;
use crate::run::folder::RunFolder;
use crate::run::{MetricsRow, RunDocument};

/// A run, read from its folder.
#[derive(Debug, Clone, Default)]
pub struct Recorded {
    /// `circuit.ron`, where it can be read; a circuit of another version may not.
    pub circuit: Option<Loaded>,
    /// `circuit.ron` as text.
    pub text: String,
    /// `metrics.jsonl`.
    pub rows: Vec<MetricsRow>,
    /// `summary.json`.
    pub summary: Option<RunDocument>,
    /// `analysis.json`.
    pub analysis: Option<AnalysisDocument>,
}

impl Recorded {
    /// Reads a folder. Files that are not there are left out; those that hold something else are errors.
    pub fn read(folder: &RunFolder) -> Result<Recorded, Error> {
        let file = folder.file("circuit.ron");
        Ok(Recorded {
            circuit: load_file(&file, &[]).ok(),
            text: std::fs::read_to_string(&file).unwrap_or_default(),
            rows: folder.rows(),
            summary: folder.summary()?,
            analysis: folder.analysis()?,
        })
    }

    /// Names of the populations that something was measured of, input first: in the circuit's order where it is known.
    pub fn in_order<'a>(&self, names: impl Iterator<Item = &'a String>) -> Vec<&'a String> {
        let circuit = self.circuit.as_ref().map(|loaded| &loaded.circuit);
        let place = |name: &str| circuit.and_then(|circuit| circuit.populations.position(name)).unwrap_or(usize::MAX);
        let mut names: Vec<&String> = names.collect();
        names.sort_by_key(|name| (place(name), name.as_str()));
        names.dedup();
        names
    }
}
