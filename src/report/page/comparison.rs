//! The page of a comparison.

mod curves;
mod overview;
mod sections;
mod tables;
mod varied;

pub use sections::page;

use crate::circuit::{Loaded, load_file};
use crate::error::Error;
use crate::run::RunDocument;
use crate::run::document::{CompareDocument, CompareRow};
use crate::run::folder::{Metrics, RunFolder};
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
    pub metrics: Metrics,
    /// What it says in the end.
    pub summary: Option<RunDocument>,
}

impl Run {
    /// True for one that came to no result because it diverged.
    fn has_diverged(&self) -> bool {
        self.summary.as_ref().is_some_and(|summary| summary.diverged.is_some())
    }
}

impl Compared {
    /// Reads a folder. A run that is no longer there has no metrics.
    pub fn read(folder: &RunFolder) -> Result<Compared, Error> {
        let document = folder.comparison()?.unwrap_or_default();
        let run = |row: &CompareRow, i: usize, out: &String| {
            let name = Path::new(out).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let inside = RunFolder::existing(&folder.file(&name));
            let (metrics, summary) = (inside.metrics()?, inside.summary()?);
            Ok(Run { folder: name, seed: row.seeds.get(i).copied(), metrics, summary })
        };
        let runs = |row: &CompareRow| row.out.iter().enumerate().map(|(i, out)| run(row, i, out)).collect();
        let runs: Vec<Vec<Run>> = document.rows.iter().map(runs).collect::<Result<_, Error>>()?;
        let first = runs.iter().flatten().next();
        let circuit = first.and_then(|run| load_file(&folder.file(&run.folder).join("circuit.ron"), &[]).ok());
        Ok(Compared { document, runs, circuit })
    }
}

impl Compared {
    /// What to say of damaged metrics, run by run.
    pub fn complaints(&self) -> Vec<String> {
        let of = |run: &Run| Some(format!("{}: {}", run.folder, run.metrics.complaint()?));
        self.runs.iter().flatten().filter_map(of).collect()
    }

    /// True where no row has two seeds: nothing has a spread then.
    fn of_one_seed(&self) -> bool {
        self.document.rows.iter().all(|row| row.seeds.len() < 2)
    }

    /// What a caption says of several seeds, or that there is one.
    fn over<'a>(&self, seeds: &'a str) -> &'a str {
        if self.of_one_seed() { "One seed." } else { seeds }
    }
}
