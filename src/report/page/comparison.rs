//! The page of a comparison.

mod curves;
mod overview;
mod sections;
mod tables;
mod varied;

pub use sections::page;

use crate::circuit::{Loaded, load_file};
use crate::error::Error;
use crate::run::document::{CompareDocument, CompareRow};
use crate::run::folder::RunFolder;
use crate::run::{MetricsRow, RunDocument};
use std::path::Path;

/// A comparison, read from its folder.
#[derive(Debug, Clone, Default)]
pub struct Compared {
    /// `compare.json`.
    pub document: CompareDocument,
    /// The runs of each of its rows.
    pub runs: Vec<Vec<Run>>,
    /// The circuit of the first run.
    pub circuit: Option<Loaded>,
}

/// One run of a comparison.
#[derive(Debug, Clone, Default)]
pub struct Run {
    /// Its folder, within that of the comparison.
    pub folder: String,
    /// Its seed.
    pub seed: Option<u64>,
    /// Its metrics.
    pub rows: Vec<MetricsRow>,
    /// What it says in the end.
    pub summary: Option<RunDocument>,
}

impl Compared {
    /// Reads a folder. A run that is no longer there has no metrics.
    pub fn read(folder: &RunFolder) -> Result<Compared, Error> {
        let document = folder.comparison()?.unwrap_or_default();
        let run = |row: &CompareRow, i: usize, out: &String| {
            let name = Path::new(out).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let inside = RunFolder::existing(&folder.file(&name));
            let (rows, summary) = (inside.rows(), inside.summary()?);
            Ok(Run { folder: name, seed: row.seeds.get(i).copied(), rows, summary })
        };
        let runs = |row: &CompareRow| row.out.iter().enumerate().map(|(i, out)| run(row, i, out)).collect();
        let runs: Vec<Vec<Run>> = document.rows.iter().map(runs).collect::<Result<_, Error>>()?;
        let first = runs.iter().flatten().next();
        let circuit = first.and_then(|run| load_file(&folder.file(&run.folder).join("circuit.ron"), &[]).ok());
        Ok(Compared { document, runs, circuit })
    }
}

impl Compared {
    /// True where no row has two seeds: nothing has a spread then.
    fn of_one_seed(&self) -> bool {
        self.document.rows.iter().all(|row| row.seeds.len() < 2)
    }

    /// What a caption says of several seeds, or that there is one.
    fn over<'a>(&self, seeds: &'a str) -> &'a str {
        if self.of_one_seed() { "One seed." } else { seeds }
    }
}
