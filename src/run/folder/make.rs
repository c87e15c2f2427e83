//! New folders, and what may be replaced in those that are not.

use super::{LIST, RunFolder};
use crate::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// Files that a run writes.
const OF_A_RUN: [&str; 6] =
    ["circuit.ron", "metrics.jsonl", "summary.json", "checkpoint.safetensors", "analysis.json", "report.html"];
/// Files that `compare` and `scale` write.
const OF_SEVERAL: [&str; 5] = ["compare.json", "compare.svg", "scale.json", "scale.svg", "report.html"];

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
    /// Files that its probes will write, as paths in the folder.
    pub probes: &'a [String],
}

impl RunFolder {
    /// Makes a folder, in which no other process writes as long as a clone of it lives.
    pub fn make(wanted: &Wanted) -> Result<RunFolder, Error> {
        let (path, occupied) = wanted.place()?;
        fs::create_dir_all(&path).map_err(|e| Error::creating(&path, "create", &e))?;
        let mut folder = RunFolder::existing(&path).hold()?;
        if occupied {
            // What is left here would be taken for a result of what comes.
            folder.kept = folder.others();
            folder.remove_listed()?;
        }
        Ok(folder)
    }
}

impl Wanted<'_> {
    /// Where the folder will be, and whether something lies there. Nothing is written.
    ///
    /// # Errors
    /// A place where it cannot be, or something that may not be replaced.
    pub fn place(&self) -> Result<(PathBuf, bool), Error> {
        let path = match self.asked {
            Some(path) => path.to_path_buf(),
            None => (1..)
                .map(|k| PathBuf::from(format!("runs/{}-{k}", self.name)))
                .find(|path| !path.exists())
                .expect("the natural numbers do not end"),
        };
        if path.to_str().is_none() {
            // Its name goes into JSON files.
            return Err(Error::input(format!("{} is not Unicode", path.display()), "give --out another name"));
        }
        if let Some(file) = path.ancestors().find(|above| above.is_file()) {
            return Err(Error::input(format!("{} is a file", file.display()), "give --out a folder"));
        }
        let occupied = self.check(&path)?;
        may_make(&path).map_err(|e| Error::creating(&path, "create", &e))?;
        Ok((path, occupied))
    }

    /// Whether something lies in this folder.
    ///
    /// # Errors
    /// Something that may not be replaced.
    pub fn check(&self, path: &Path) -> Result<bool, Error> {
        let occupied = fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_some());
        if occupied { self.may_replace(path).map(|()| true) } else { Ok(false) }
    }

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
            _ => return self.is_ours(path),
        };
        let help = format!("choose another --out: --overwrite replaces an earlier {earlier} only");
        Err(Error::input(format!("{shown} holds {other}"), help))
    }

    /// What is to go is what this program wrote, and what stays is in nobody's way.
    fn is_ours(&self, path: &Path) -> Result<(), Error> {
        let folder = RunFolder::existing(path);
        let is_link = path.symlink_metadata().is_ok_and(|found| found.is_symlink());
        if let Some(link) = is_link.then(|| path.to_path_buf()).or_else(|| folder.link()) {
            let help = "choose another --out, or remove the link: --overwrite follows none";
            return Err(Error::input(format!("{} is a symbolic link", link.display()), help));
        }
        if let Some(name) = folder.listed_folder() {
            let help = format!("choose another --out, or move it away: {LIST} lists a file of this name");
            return Err(Error::input(format!("{} is a folder", path.join(name).display()), help));
        }
        let names: &[&str] = match self.kind {
            Kind::One => &OF_A_RUN,
            Kind::Several => &OF_SEVERAL,
        };
        let probes = self.probes.iter().map(String::as_str);
        let others = folder.unlisted(names.iter().copied().chain(probes));
        if !others.is_empty() {
            let (shown, which) = (path.display(), others.join(", "));
            let message = format!("{shown} holds files that {LIST} does not list as written by trifactor: {which}");
            let help = "choose another --out, or remove them yourself: earlier versions kept no such list";
            return Err(Error::input(message, help));
        }
        let run = Wanted { kind: Kind::One, probes: &[], ..*self };
        folder.listed_runs().iter().try_for_each(|path| run.is_ours(path))
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

/// Whether the system lets a folder be made here, or files in it, if it is there already.
#[cfg(target_os = "linux")]
fn may_make(path: &Path) -> std::io::Result<()> {
    use rustix::fs::{Access, access};
    let mut above = path.ancestors().map(|above| if above.as_os_str().is_empty() { Path::new(".") } else { above });
    let Some(folder) = above.find(|above| above.exists()) else { return Ok(()) };
    Ok(access(folder, Access::WRITE_OK | Access::EXEC_OK)?)
}

/// Others say so when the folder is made.
#[cfg(not(target_os = "linux"))]
fn may_make(_: &Path) -> std::io::Result<()> {
    Ok(())
}
