//! `trifactor run`.

use super::report::{PageArgs, of_run};
use super::stop::{self, STOP};
use super::{Execution, is_same, number, print, tell_kept, to_json};
use crate::circuit::{self, Loaded};
use crate::error::Error;
use crate::report::progress::Progress;
use crate::report::sparkline::Terminal;
use crate::report::text;
use crate::run::analyse::ROWS_AFTER_A_RUN;
use crate::run::folder::{Kind, RunFolder, Wanted};
use crate::run::probes;
use crate::run::session::SessionOptions;
use crate::run::{Ended, Observer, Options, RunDocument, Session, Silent, drive};
use crate::schema::overrides::Override;
use clap::Args;
use std::path::{Path, PathBuf};

/// Arguments of `run`.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// The circuit file; may be left out when a run folder is resumed
    #[arg(required_unless_present = "resume")]
    pub circuit: Option<PathBuf>,
    #[command(flatten)]
    pub execution: Execution,
    #[command(flatten)]
    pub page: PageArgs,
    /// The seed, instead of the file's
    #[arg(long, allow_negative_numbers = true, value_parser = number::seed)]
    pub seed: Option<u64>,
    /// The run's folder; the first free runs/NAME-K if left out
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Replace the files of an earlier run in --out: those that its files.txt lists, and no others. Links are not followed,
    /// and the folder of a comparison stays
    #[arg(long)]
    pub overwrite: bool,
    /// Continue a run: its folder, or a checkpoint
    #[arg(long, value_name = "FOLDER|CHECKPOINT", conflicts_with = "overwrite")]
    pub resume: Option<PathBuf>,
}

/// Runs a circuit to its end, or until it is told to stop.
pub fn run(args: &RunArgs) -> Result<(), Error> {
    let resumed = args.resume.as_deref().map(Resumed::of).transpose()?;
    let path = match (&args.circuit, &resumed) {
        (Some(path), _) => path.clone(),
        (None, Some(resumed)) => resumed.circuit()?,
        (None, None) => unreachable!("clap requires one of them"),
    };
    let loaded = load(&path, &args.execution, args.seed)?;
    let options = session_options(&args.execution);
    let mut session = Session::open(&loaded, &options)?;
    let folder = match &resumed {
        Some(resumed) => resumed.restore(&mut session, args)?,
        None => RunFolder::make(&Wanted {
            asked: args.out.as_deref(),
            name: &loaded.circuit.name,
            kind: Kind::One,
            overwrite: args.overwrite,
            circuit: Some(&path),
            probes: &probes::files(&loaded.circuit.probes),
        })?,
    };
    tell_kept(&folder, &args.execution);
    stop::watch();
    let quiet = args.execution.quiet;
    let mut progress = Progress::new(&session);
    let observer: &mut dyn Observer = if quiet { &mut Silent } else { &mut progress };
    let options = Options {
        folder: Some(folder.clone()),
        circuit: Some(loaded.resolved_text()),
        stop: Some(&STOP),
        threads: session.threads(),
    };
    let Ended { document, looked } = drive(&mut session, &options, observer)?;
    progress.finish();
    let analysed = session.write_analysis(&document, looked, ROWS_AFTER_A_RUN);
    let page = args.page.write(&folder, of_run);
    // The result is told even where its analysis or its page could not be written.
    tell(&args.execution, &document, &folder)?;
    analysed?;
    page?;
    if let Some(divergence) = document.diverged {
        return Err(Error::Diverged(divergence));
    }
    if document.interrupted { Err(Error::Interrupted) } else { Ok(()) }
}

fn tell(execution: &Execution, document: &RunDocument, folder: &RunFolder) -> Result<(), Error> {
    match execution {
        Execution { json: true, .. } => print(&to_json(document)?),
        Execution { quiet: true, .. } => Ok(()),
        _ => print(&text::run(document, &folder.metrics()?.rows, Terminal::standard())),
    }
}

/// Reads a circuit with the overrides of the command line.
pub fn load(path: &Path, execution: &Execution, seed: Option<u64>) -> Result<Loaded, Error> {
    load_changed(path, execution, &[], seed)
}

/// Like [`load`], with more changes after those of the command line.
pub fn load_changed(
    path: &Path,
    execution: &Execution,
    changes: &[Override],
    seed: Option<u64>,
) -> Result<Loaded, Error> {
    if let Some(folder) = execution.data_dir.as_ref().filter(|folder| !folder.is_dir()) {
        let help = "give the folder that holds the data sets, or leave out --data-dir to search the usual places";
        return Err(Error::input(format!("--data-dir {} is no folder", folder.display()), help));
    }
    let mut all: Vec<Override> = execution.set.iter().map(|set| Override::of("--set", set)).collect();
    all.extend_from_slice(changes);
    all.extend(seed.map(|seed| Override::of("--seed", &format!("seed={seed}"))));
    Ok(circuit::load_changed(path, &all)?)
}

/// What the command line says of the session.
pub fn session_options(execution: &Execution) -> SessionOptions<'_> {
    SessionOptions {
        device: execution.device,
        threads: usize::from(execution.threads),
        data_dir: execution.data_dir.as_deref(),
    }
}

/// What `--resume` names.
enum Resumed {
    Folder(RunFolder),
    Checkpoint(PathBuf),
}

impl Resumed {
    fn of(path: &Path) -> Result<Resumed, Error> {
        if path.is_dir() {
            let folder = RunFolder::existing(path);
            if !folder.checkpoint().is_file() {
                let message = format!("{} holds no checkpoint.safetensors", path.display());
                return Err(Error::input(message, "give the folder of a run, or a checkpoint file"));
            }
            return Ok(Resumed::Folder(folder));
        }
        if !path.is_file() {
            return Err(Error::input(
                format!("{} is neither a folder nor a file", path.display()),
                "give the folder of a run, or a checkpoint file",
            ));
        }
        Ok(Resumed::Checkpoint(path.to_path_buf()))
    }

    fn circuit(&self) -> Result<PathBuf, Error> {
        match self {
            Resumed::Folder(folder) => Ok(folder.file("circuit.ron")),
            Resumed::Checkpoint(path) => {
                Err(Error::input(format!("{} does not say its circuit", path.display()), "give the circuit file too"))
            }
        }
    }

    /// Brings the session to the checkpoint; returns the folder in which it goes on.
    fn restore(&self, session: &mut Session, args: &RunArgs) -> Result<RunFolder, Error> {
        let checkpoint = match self {
            Resumed::Folder(folder) if args.out.as_ref().is_none_or(|out| is_same(out, folder.path())) => {
                // Held before the checkpoint is read: another process may be about to write it.
                let folder = folder.clone().hold()?;
                session.restore(&folder.checkpoint())?;
                folder.rewind(session.update())?;
                return Ok(folder);
            }
            Resumed::Folder(folder) => folder.checkpoint(),
            Resumed::Checkpoint(path) => path.clone(),
        };
        session.restore(&checkpoint)?;
        RunFolder::create(args.out.as_deref(), &session.circuit().name, false)
    }
}
