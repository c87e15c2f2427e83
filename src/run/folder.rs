//! A run's folder: what it holds, and that nothing in it is lost.

use super::document::scale::ScaleDocument;
use super::document::{AnalysisDocument, CompareDocument, MetricsRow, RunDocument};
use crate::error::Error;
use serde::de::DeserializeOwned;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Files that runs and comparisons write.
const LEFT: [&str; 10] = [
    "metrics.jsonl",
    "summary.json",
    "checkpoint.safetensors",
    "circuit.ron",
    "analysis.json",
    "report.html",
    "compare.json",
    "compare.svg",
    "scale.json",
    "scale.svg",
];

/// The folder of one run.
#[derive(Debug, Clone)]
pub struct RunFolder {
    path: PathBuf,
}

impl RunFolder {
    /// A new folder. `asked` must not exist, be empty, or `overwrite` must be set; without `asked`, the first free
    /// `runs/NAME-K`.
    pub fn create(asked: Option<&Path>, name: &str, overwrite: bool) -> Result<RunFolder, Error> {
        let path = match asked {
            Some(path) => path.to_path_buf(),
            None => (1..)
                .map(|k| PathBuf::from(format!("runs/{name}-{k}")))
                .find(|path| !path.exists())
                .expect("the natural numbers do not end"),
        };
        if path.to_str().is_none() {
            // Its name goes into JSON files.
            return Err(Error::input(format!("{} is not Unicode", path.display()), "give --out another name"));
        }
        if path.is_file() {
            return Err(Error::input(format!("{} is a file", path.display()), "give --out a folder"));
        }
        let occupied = fs::read_dir(&path).is_ok_and(|mut entries| entries.next().is_some());
        if occupied && !overwrite {
            let help = "choose another --out, add --overwrite to replace its files, or --resume to continue it";
            return Err(Error::input(format!("{} already holds something", path.display()), help));
        }
        fs::create_dir_all(&path).map_err(|e| Error::path(&path, "create", e))?;
        let folder = RunFolder { path };
        if occupied {
            folder.clear()?;
        }
        Ok(folder)
    }

    /// Removes what an older run, or several, left here: it would be taken for a result of what comes. Other files stay.
    fn clear(&self) -> Result<(), Error> {
        let compared = self.comparison().ok().flatten().map(|found| found.rows).unwrap_or_default();
        let scaled = self.scale().ok().flatten().map(|found| found.rows).unwrap_or_default();
        let runs = compared.iter().flat_map(|row| &row.out).chain(scaled.iter().filter_map(|row| row.out.as_ref()));
        for name in runs.filter_map(|out| Path::new(out).file_name()) {
            let run = RunFolder { path: self.path.join(name) };
            if run.file("circuit.ron").is_file() {
                run.clear()?;
                let _ = fs::remove_dir(&run.path);
            }
        }
        for file in LEFT {
            let _ = fs::remove_file(self.file(file));
        }
        let _ = fs::remove_dir_all(self.file("probes"));
        self.remove_figures()
    }

    /// The folder of a run that is there.
    pub fn existing(path: &Path) -> RunFolder {
        RunFolder { path: path.to_path_buf() }
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

    /// Writes a file: afterwards it is the old one or the new one, never a part.
    pub fn write(&self, name: &str, text: &str) -> Result<(), Error> {
        let (path, partial) = (self.file(name), self.file(&format!("{name}.partial")));
        fs::write(&partial, text).map_err(|e| Error::path(&partial, "write", e))?;
        fs::rename(&partial, &path).map_err(|e| Error::path(&path, "write", e))
    }

    /// Writes `analysis.json`. It holds many numbers: on lines of their own they would take thrice the room.
    pub fn write_analysis(&self, document: &AnalysisDocument) -> Result<(), Error> {
        let text = serde_json::to_string(document).map_err(|e| Error::Internal(e.to_string()))?;
        self.write("analysis.json", &(text + "\n"))
    }

    /// Appends a line to `metrics.jsonl`.
    pub fn append(&self, row: &MetricsRow) -> Result<(), Error> {
        let path = self.file("metrics.jsonl");
        let line = serde_json::to_string(row).map_err(|e| Error::Internal(e.to_string()))? + "\n";
        let file = fs::OpenOptions::new().create(true).append(true).open(&path);
        file.and_then(|mut file| file.write_all(line.as_bytes())).map_err(|e| Error::path(&path, "write", e))
    }

    /// Removes the figures of a report: the files that `figures/files.txt` names, and no others.
    pub fn remove_figures(&self) -> Result<(), Error> {
        let (inside, list) = (self.file("figures"), self.file("figures/files.txt"));
        let names = fs::read_to_string(&list).unwrap_or_default();
        for name in names.lines().filter(|name| !name.contains(['/', '\\'])) {
            let path = inside.join(name);
            match fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(Error::path(&path, "remove", error));
                }
                _ => {}
            }
        }
        let _ = fs::remove_file(&list);
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
            Err(error) => return Err(Error::path(&path, "read", error)),
        };
        let help = "it was cut short or changed by hand; remove it, or run again";
        serde_json::from_str(&text).map(Some).map_err(|e| Error::input(format!("{}: {e}", path.display()), help))
    }

    /// The lines of `metrics.jsonl`; none if there is no such file. A line cut short by a crash is left out.
    pub fn rows(&self) -> Vec<MetricsRow> {
        let text = fs::read_to_string(self.file("metrics.jsonl")).unwrap_or_default();
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }

    /// Drops the lines after `update`: a run resumed from there will write them again.
    pub fn rewind(&self, update: u64) -> Result<(), Error> {
        let rows = self.rows();
        let kept = rows.iter().filter(|row| row.update <= update);
        let lines: Result<Vec<String>, _> = kept.map(serde_json::to_string).collect();
        let lines = lines.map_err(|e| Error::Internal(e.to_string()))?;
        let text = lines.into_iter().map(|line| line + "\n").collect::<String>();
        self.write("metrics.jsonl", &text)
    }
}
