//! New folders, and what may be replaced in those that are not.

use super::RunFolder;
use crate::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// Files that a run writes.
const OF_A_RUN: [&str; 6] =
    ["metrics.jsonl", "summary.json", "checkpoint.safetensors", "circuit.ron", "analysis.json", "report.html"];
/// Files that `compare` and `scale` write.
const OF_SEVERAL: [&str; 5] = ["compare.json", "compare.svg", "scale.json", "scale.svg", "report.html"];
/// How the names of files end that probes write. An archive that was cut short while it was packed is one too.
const RECORDED: [&str; 4] = [".npy", ".jsonl", ".npz", ".npz.partial"];

/// What a folder is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One run.
    One,
    /// The runs of a comparison, or of `scale`.
    Several,
}

/// A folder that is to be made.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// Where; the first free `runs/NAME-K` if that is left open.
    pub asked: Option<&'a Path>,
    /// What a folder is called where nothing was asked.
    pub name: &'a str,
    /// What for.
    pub kind: Kind,
    /// Whether files of an earlier one of this kind may be replaced.
    pub overwrite: bool,
    /// The circuit file that is run.
    pub circuit: Option<&'a Path>,
}

impl RunFolder {
    /// Makes a folder, in which no other process writes as long as a clone of it lives.
    pub fn make(wanted: &Wanted) -> Result<RunFolder, Error> {
        let path = match wanted.asked {
            Some(path) => path.to_path_buf(),
            None => (1..)
                .map(|k| PathBuf::from(format!("runs/{}-{k}", wanted.name)))
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
        if occupied {
            wanted.may_replace(&path)?;
        }
        fs::create_dir_all(&path).map_err(|e| Error::path(&path, "create", e))?;
        let folder = RunFolder::existing(&path).hold()?;
        if occupied {
            folder.clear(wanted.kind)?;
        }
        Ok(folder)
    }

    /// Removes what an older run, or several, left here: it would be taken for a result of what comes. Other files stay.
    fn clear(&self, kind: Kind) -> Result<(), Error> {
        let files: &[&str] = match kind {
            Kind::One => &OF_A_RUN,
            Kind::Several => &OF_SEVERAL,
        };
        if kind == Kind::Several {
            self.clear_runs()?;
        }
        for file in files {
            let _ = fs::remove_file(self.file(file));
        }
        if kind == Kind::One {
            self.clear_probes();
        }
        self.remove_figures()
    }

    /// Removes the runs of a comparison that is here.
    fn clear_runs(&self) -> Result<(), Error> {
        let compared = self.comparison().ok().flatten().map(|found| found.rows).unwrap_or_default();
        let scaled = self.scale().ok().flatten().map(|found| found.rows).unwrap_or_default();
        let runs = compared.iter().flat_map(|row| &row.out).chain(scaled.iter().filter_map(|row| row.out.as_ref()));
        for name in runs.filter_map(|out| Path::new(out).file_name()) {
            let run = RunFolder::existing(&self.path.join(name));
            if run.file("circuit.ron").is_file() {
                run.clear(Kind::One)?;
                let _ = fs::remove_dir(run.path());
            }
        }
        Ok(())
    }

    /// Removes what probes recorded.
    fn clear_probes(&self) {
        let folder = self.file("probes");
        for path in fs::read_dir(&folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if RECORDED.iter().any(|end| name.ends_with(end)) {
                let _ = fs::remove_file(path);
            }
        }
        // Not if the user has put something in there.
        let _ = fs::remove_dir(folder);
    }
}

impl Wanted<'_> {
    /// Whether what lies in this folder may be replaced: files of its own kind, and never the circuit that is run.
    fn may_replace(&self, path: &Path) -> Result<(), Error> {
        let shown = path.display();
        let (earlier, resume) = match self.kind {
            Kind::One => ("run", ", or --resume to continue it"),
            Kind::Several => ("comparison", ""),
        };
        let folder = RunFolder::existing(path);
        if !self.overwrite && self.kind == Kind::Several && folder.holds_unfinished() {
            let message = format!("{shown} holds runs of a comparison that did not come to its end");
            return Err(Error::input(message, "choose another --out, or add --overwrite to start the comparison anew"));
        }
        if !self.overwrite {
            let or = if resume.is_empty() { "or " } else { "" };
            let help =
                format!("choose another --out, {or}add --overwrite to replace an earlier {earlier}'s files{resume}");
            return Err(Error::input(format!("{shown} already holds something"), help));
        }
        if self.circuit.is_some_and(|circuit| self.reaches(path, circuit)) {
            let help =
                "choose another --out: --overwrite would replace files beside the circuit, or the circuit itself";
            return Err(Error::input(format!("{shown} holds the circuit file"), help));
        }
        let holds = |names: &[&str]| names.iter().any(|name| path.join(name).is_file());
        let other = match self.kind {
            Kind::One if folder.holds_several() => "a comparison with its runs",
            Kind::Several if holds(&["metrics.jsonl", "summary.json", "checkpoint.safetensors"]) => "a single run",
            _ => return Ok(()),
        };
        let help = format!("choose another --out: --overwrite replaces an earlier {earlier} only");
        Err(Error::input(format!("{shown} holds {other}"), help))
    }

    /// True if the circuit lies where files are replaced: in the folder, or in that of one of its runs.
    fn reaches(&self, path: &Path, circuit: &Path) -> bool {
        let (Ok(path), Ok(circuit)) = (path.canonicalize(), circuit.canonicalize()) else { return false };
        let above = circuit.ancestors().skip(1).take(match self.kind {
            Kind::One => 1,
            Kind::Several => 2,
        });
        above.into_iter().any(|folder| folder == path)
    }
}
