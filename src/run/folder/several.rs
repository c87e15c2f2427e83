//! Runs in folders of a folder: of a comparison, or of `scale`.

use super::RunFolder;
use std::fs;
use std::path::{Path, PathBuf};

impl RunFolder {
    /// Folders in this one that hold a run, in no order: those that a comparison lists, where it lists any.
    pub fn runs_within(&self) -> Vec<PathBuf> {
        let entries = || fs::read_dir(self.path()).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
        let folders =
            Some(self.listed_runs()).filter(|listed| !listed.is_empty()).unwrap_or_else(|| entries().collect());
        folders.into_iter().filter(|folder| folder.join("circuit.ron").is_file()).collect()
    }

    /// True for the folder of a comparison or of `scale`, as its documents tell.
    pub fn holds_several(&self) -> bool {
        ["compare.json", "scale.json"].iter().any(|name| self.file(name).is_file())
    }

    /// True for a folder in which a comparison was stopped before it wrote what it found: its runs are there, by the names
    /// that it gives them.
    pub fn holds_unfinished(&self) -> bool {
        let runs = self.runs_within();
        !self.holds_several() && !runs.is_empty() && runs.iter().all(|run| is_compared(run))
    }
}

/// True for the name of a run of a comparison: LABEL-seedN.
fn is_compared(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    name.rsplit_once("-seed").is_some_and(|(_, seed)| !seed.is_empty() && seed.bytes().all(|b| b.is_ascii_digit()))
}
