//! The list of what this program wrote into a folder, `files.txt`: what stands on it may be replaced when `--overwrite` asks
//! for it, and nothing else.
//!
//! A line a file, as a path from the folder on; the folder of a run of a comparison ends in `/`, and has a list of its own.
//! A file is listed before it is made, so that none is forgotten where a run is cut short.

use super::{FIGURES, RunFolder};
use crate::error::Error;
use crate::natural;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// Its name in a folder.
pub const LIST: &str = "files.txt";
/// The page of a folder.
const PAGE: &str = "report.html";
/// What a run writes besides pages and what its probes record.
const OF_A_RUN: [&str; 5] = ["circuit.ron", "metrics.jsonl", "summary.json", "checkpoint.safetensors", "analysis.json"];
/// How it begins: it says of itself what it is.
const TITLE: &str = "# what trifactor wrote here; --overwrite removes these files and no others\n";

impl RunFolder {
    /// What the list names, in alphabetical order; nothing where there is no list.
    pub(super) fn listed(&self) -> BTreeSet<String> {
        let text = fs::read_to_string(self.file(LIST)).unwrap_or_default();
        // What leads out of the folder was not written by us.
        let inside = |name: &&str| {
            let mut parts = Path::new(name).components();
            !name.is_empty() && !name.starts_with('#') && parts.all(|part| matches!(part, Component::Normal(_)))
        };
        text.lines().filter(inside).map(String::from).collect()
    }

    /// Lists files that are about to be written, whatever lies there: names that only this program uses, and files that
    /// are gone on with.
    ///
    /// # Errors
    /// A link on the way to one, or a folder in its place.
    pub fn list<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Result<(), Error> {
        let names: Vec<&str> = names.into_iter().collect();
        self.is_still_there()?;
        names.iter().try_for_each(|name| self.leads_here(name))?;
        self.enlist(names)
    }

    fn enlist<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Result<(), Error> {
        let before = self.listed();
        let mut all = before.clone();
        all.extend(names.into_iter().filter(|name| !name.contains(['\n', '\r'])).map(String::from));
        if all == before { Ok(()) } else { self.write_list(&all) }
    }

    /// Lists files that are about to be made.
    ///
    /// # Errors
    /// One that is there already and not on the list: it is somebody else's. A link on the way to one, or a folder in its place.
    pub fn claim<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Result<(), Error> {
        let names: Vec<&str> = names.into_iter().collect();
        self.may_write(names.iter().copied())?;
        self.enlist(names)
    }

    /// Whether these files could be claimed. Nothing is written.
    ///
    /// # Errors
    /// As [`RunFolder::claim`].
    pub fn may_write<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Result<(), Error> {
        let names: Vec<&str> = names.into_iter().collect();
        self.is_still_there()?;
        names.iter().try_for_each(|name| self.leads_here(name))?;
        match self.unlisted(names).first() {
            None => Ok(()),
            Some(name) => Err(self.not_ours(name)),
        }
    }

    fn not_ours(&self, name: &str) -> Error {
        let message = format!("{} was not written by trifactor", self.file(name).display());
        Error::input(message, format!("move it away: a file of this name is to be written ({LIST} lists ours)"))
    }

    /// A file of this name lies in the folder itself, if it is there: nothing on the way to it is a link, and it is no folder. The
    /// name of a folder ends in `/`.
    fn leads_here(&self, name: &str) -> Result<(), Error> {
        let (mut path, steps) = (self.path().to_path_buf(), Path::new(name).components().count());
        for (step, part) in Path::new(name).components().enumerate() {
            path.push(part);
            let Ok(found) = path.symlink_metadata() else { return Ok(()) };
            if found.is_symlink() {
                let help = "remove the link: in a folder of its own trifactor follows none";
                return Err(Error::input(format!("{} is a symbolic link", path.display()), help));
            }
            if found.is_dir() && step + 1 == steps && !name.ends_with('/') {
                let help = "move it away: a file of this name is to be written";
                return Err(Error::input(format!("{} is a folder", path.display()), help));
            }
        }
        Ok(())
    }

    /// Makes ready to go on with a run that lies here: what it wrote is ours even where the list is gone, but for pages and
    /// figures, which would be written anew (`page`, `figures`).
    ///
    /// # Errors
    /// Before anything is changed: what is in the way of files that the run will write.
    pub fn go_on(&self, page: bool, figures: bool) -> Result<(), Error> {
        let page = page.then_some(PAGE);
        [LIST].iter().chain(&OF_A_RUN).copied().chain(page).try_for_each(|name| self.leads_here(name))?;
        let figures = if page.is_some() && figures { self.figures() } else { Vec::new() };
        self.may_write(page.into_iter().chain(figures.iter().map(String::as_str)))?;
        let is_there = |name: &&str| self.file(name).exists();
        if self.file(LIST).exists() { Ok(()) } else { self.list(OF_A_RUN.into_iter().filter(is_there)) }
    }

    /// What lies among the figures and has the name of one.
    fn figures(&self) -> Vec<String> {
        let inside = entries(&self.file(FIGURES)).into_iter().map(|(name, _)| name);
        inside.filter(|name| is_a_figure(name)).map(|name| format!("{FIGURES}{name}")).collect()
    }

    /// Which of these files are there without being on the list.
    pub(super) fn unlisted<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
        let listed = self.listed();
        let is_there = |name: &&str| !listed.contains(*name) && self.file(name).symlink_metadata().is_ok();
        names.into_iter().filter(is_there).map(String::from).collect()
    }

    /// Lists the figures that an earlier version wrote: it kept a list of them alone, beside them.
    pub(super) fn list_earlier_figures(&self) -> Result<(), Error> {
        let own = format!("{FIGURES}{LIST}");
        let text = fs::read_to_string(self.file(&own)).unwrap_or_default();
        let is_own = |name: &str| is_a_figure(name) && !name.contains(['/', '\\']);
        if text.is_empty() || !text.lines().all(is_own) || self.listed().iter().any(|name| name.starts_with(FIGURES)) {
            return Ok(());
        }
        let figures: Vec<String> = text.lines().map(|name| format!("{FIGURES}{name}")).chain([own]).collect();
        self.list(figures.iter().map(String::as_str))
    }

    /// Takes names from the list.
    pub(super) fn strike(&self, gone: impl Fn(&str) -> bool) -> Result<(), Error> {
        let before = self.listed();
        let left: BTreeSet<String> = before.iter().filter(|name| !gone(name)).cloned().collect();
        if left == before { Ok(()) } else { self.write_list(&left) }
    }

    fn write_list(&self, names: &BTreeSet<String>) -> Result<(), Error> {
        self.leads_here(LIST)?;
        let there = fs::read(self.file(LIST)).unwrap_or_default();
        if !there.is_empty() && !there.starts_with(TITLE.split_once(';').map_or(TITLE, |(title, _)| title).as_bytes()) {
            return Err(self.not_ours(LIST));
        }
        let lines = names.iter().flat_map(|name| [name.as_str(), "\n"]);
        self.replace(LIST, &std::iter::once(TITLE).chain(lines).collect::<String>())
    }

    /// The first symbolic link on the way to what the list names: in a folder that holds it, or in its own place.
    pub(super) fn link(&self) -> Option<PathBuf> {
        let is_link = |path: &PathBuf| path.symlink_metadata().is_ok_and(|found| found.is_symlink());
        let ways = self.listed();
        let way = |name: &String| {
            let mut path = self.path().to_path_buf();
            let steps = Path::new(name).components().map(move |part| {
                path.push(part);
                path.clone()
            });
            steps.collect::<Vec<_>>()
        };
        ways.iter().flat_map(way).find(is_link)
    }

    /// A file that the list names, in the place of which a folder lies.
    pub(super) fn listed_folder(&self) -> Option<String> {
        let is_folder = |name: &String| !name.ends_with('/') && self.file(name).is_dir();
        self.listed().into_iter().find(is_folder)
    }

    /// The folders of runs that the list names.
    pub(super) fn listed_runs(&self) -> Vec<PathBuf> {
        self.listed().iter().filter_map(|name| Some(self.file(name.strip_suffix('/')?))).collect()
    }

    /// What lies in the folder and is not on the list: of folders that hold something listed what is in them, of others
    /// their names with `/`.
    pub(super) fn others(&self) -> Vec<String> {
        let listed = self.listed();
        let is_ours = |name: &str| {
            let whole = name.strip_suffix(".partial").unwrap_or(name);
            name == LIST || listed.contains(name) || listed.contains(whole)
        };
        let holds_ours = |name: &str| listed.iter().any(|other| other.starts_with(&format!("{name}/")));
        let mut found = Vec::new();
        for (name, is_folder) in entries(self.path()) {
            let within = |inside: &str| format!("{name}/{inside}");
            match is_folder {
                _ if is_ours(&name) => {}
                true if listed.contains(&format!("{name}/")) => {
                    let run = RunFolder::existing(&self.file(&name));
                    found.extend(run.others().iter().map(|inside| within(inside)));
                }
                true if holds_ours(&name) => {
                    let inside = entries(&self.file(&name)).into_iter().map(|(inside, _)| within(&inside));
                    found.extend(inside.filter(|inside| !is_ours(inside)));
                }
                true => found.push(format!("{name}/")),
                false => found.push(name),
            }
        }
        found.sort_by_cached_key(|name| natural::key(name));
        found
    }

    /// Removes what the list names, runs of a comparison with it, and then the list. Folders go that hold nothing more.
    pub(super) fn remove_listed(&self) -> Result<(), Error> {
        let (listed, mut folders) = (self.listed(), BTreeSet::new());
        for name in &listed {
            if let Some(run) = name.strip_suffix('/') {
                let run = RunFolder::existing(&self.file(run));
                run.remove_listed()?;
                let _ = fs::remove_dir(run.path());
                continue;
            }
            self.remove(name)?;
            self.remove(&format!("{name}.partial"))?;
            folders.extend(Path::new(name).parent().filter(|parent| !parent.as_os_str().is_empty()));
        }
        for folder in folders {
            let _ = fs::remove_dir(self.path().join(folder));
        }
        self.remove(LIST)
    }

    /// Removes a file, if it is there.
    pub(super) fn remove(&self, name: &str) -> Result<(), Error> {
        let path = self.file(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::failed(&path, "remove", &error)),
            _ => Ok(()),
        }
    }
}

/// Whether a file has the name of a figure.
fn is_a_figure(name: &str) -> bool {
    [".svg", ".png", ".csv"].iter().any(|end| name.ends_with(end))
}

/// What a folder holds by name, and whether it is a folder; links are none.
fn entries(folder: &Path) -> BTreeSet<(String, bool)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let described = |entry: fs::DirEntry| {
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        (entry.file_name().to_string_lossy().into_owned(), is_folder)
    };
    entries.map(described).collect()
}
