//! `trifactor report`, and what other commands do with pages.

use super::{browser, print};
use crate::error::Error;
use crate::report::figures;
use crate::report::page::recorded::Recorded;
use crate::report::page::{Page, comparison, run, scaling};
use crate::run::folder::RunFolder;
use clap::Args;
use std::path::{Path, PathBuf};

/// The page's name in a folder.
pub const PAGE: &str = "report.html";

/// Arguments of `report`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// The folder of a run, of a comparison, or of `scale`
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// Open the page in the browser
    #[arg(long)]
    pub open: bool,
}

/// What commands that write a folder say of its page.
#[derive(Debug, Clone, Args)]
pub struct PageArgs {
    /// Write neither report.html nor figures/
    #[arg(long)]
    pub no_report: bool,
    /// Write report.html alone, without every figure as SVG, PNG and CSV in figures/
    #[arg(long)]
    pub no_figures: bool,
    /// Open the report in the browser
    #[arg(long, conflicts_with = "no_report")]
    pub open: bool,
}

impl PageArgs {
    /// Writes what was asked for of a page.
    pub fn write(&self, folder: &RunFolder, page: impl FnOnce(&RunFolder) -> Result<Page, Error>) -> Result<(), Error> {
        if self.no_report {
            return Ok(());
        }
        write(folder, &page(folder)?, !self.no_figures)?;
        if self.open {
            browser::open(&folder.file(PAGE));
        }
        Ok(())
    }
}

/// Writes the page and the figures of a folder again.
pub fn report(args: &ReportArgs) -> Result<(), Error> {
    let folder = RunFolder::existing(&args.folder);
    let page = match kind(&args.folder)? {
        Kind::Run => of_run(&folder)?,
        Kind::Comparison => of_comparison(&folder)?,
        Kind::Scale => of_scale(&folder)?,
    };
    write(&folder, &page, true)?;
    print(&folder.file(PAGE).display().to_string())?;
    if args.open {
        browser::open(&folder.file(PAGE));
    }
    Ok(())
}

fn write(folder: &RunFolder, page: &Page, figures: bool) -> Result<(), Error> {
    folder.write(PAGE, &page.html())?;
    if figures { figures::write(page, folder) } else { Ok(()) }
}

/// Says what of a folder cannot be shown.
fn note<'a>(folder: &RunFolder, damaged: impl IntoIterator<Item = &'a String>) {
    for said in damaged {
        eprintln!("note: {}: {said}", folder.path().display());
    }
}

/// The page of a run's folder.
pub fn of_run(folder: &RunFolder) -> Result<Page, Error> {
    let recorded = Recorded::read(folder)?;
    note(folder, recorded.damaged.as_ref());
    Ok(run::page(&recorded))
}

/// The page of a comparison's folder.
pub fn of_comparison(folder: &RunFolder) -> Result<Page, Error> {
    let compared = comparison::Compared::read(folder)?;
    note(folder, &compared.complaints());
    Ok(comparison::page(&compared))
}

/// The page of the folder of `trifactor scale`.
pub fn of_scale(folder: &RunFolder) -> Result<Page, Error> {
    let path = folder.path().canonicalize().unwrap_or_else(|_| folder.path().to_path_buf());
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    scaling::of(&name, folder)
}

/// True for the folder of a run.
pub fn holds_run(path: &Path) -> bool {
    ["summary.json", "metrics.jsonl"].iter().any(|name| path.join(name).is_file())
}

enum Kind {
    Run,
    Comparison,
    Scale,
}

fn kind(path: &Path) -> Result<Kind, Error> {
    let holds = |name: &str| path.join(name).is_file();
    if holds("compare.json") {
        return Ok(Kind::Comparison);
    }
    if holds("scale.json") {
        return Ok(Kind::Scale);
    }
    if holds_run(path) {
        return Ok(Kind::Run);
    }
    let message = format!("{} holds no run", path.display());
    Err(Error::input(message, "give a folder with metrics.jsonl, compare.json or scale.json in it"))
}
