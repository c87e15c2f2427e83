//! `trifactor run`.

use super::report::{PageArgs, of_run};
use super::stop::{self, STOP};
use super::{Execution, is_same, number, print, tell_kept, to_json, warn};
use crate::circuit::{self, Loaded};
use crate::error::Error;
use crate::report::progress::Progress;
use crate::report::sparkline::Terminal;
use crate::report::text;
use crate::run::analyse::ROWS_AFTER_A_RUN;
use crate::run::checkpoint::{Checkpoint, Purpose};
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
    is_folder(args.execution.data_dir.as_deref())?;
    let resumed = args.resume.as_deref().map(|path| Resumed::of(path, args.out.as_deref())).transpose()?;
    let changes = changes(&args.execution, &[], args.seed);
    let loaded = match (&args.circuit, &resumed) {
        (Some(path), _) => load(path, &args.execution, args.seed)?,
        (None, Some(resumed)) => resumed.load(&changes)?,
        (None, None) => unreachable!("clap requires one of them"),
    };
    let options = session_options(&args.execution);
    let mut session = match &resumed {
        Some(resumed) => resumed.open(&loaded, &options)?,
        None => Session::open(&loaded, &options)?,
    };
    if !args.execution.quiet {
        warn(&loaded.warnings(session.updates()));
    }
    let folder = match resumed.and_then(|resumed| resumed.goes_on_in) {
        Some(folder) => {
            folder.go_on(!args.page.no_report, !args.page.no_figures)?;
            folder
        }
        None => RunFolder::make(&Wanted {
            asked: args.out.as_deref(),
            name: &loaded.circuit.name,
            kind: Kind::One,
            overwrite: args.overwrite,
            circuit: args.circuit.as_deref(),
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
    let Ended { mut document, looked } = drive(&mut session, &options, observer)?;
    progress.finish();
    let analysed = session.write_analysis(&mut document, looked, ROWS_AFTER_A_RUN);
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
    is_folder(execution.data_dir.as_deref())?;
    Ok(circuit::load_changed(path, &self::changes(execution, changes, seed))?)
}

/// The changes of the command line, with more after them.
pub fn changes(execution: &Execution, more: &[Override], seed: Option<u64>) -> Vec<Override> {
    let mut all: Vec<Override> = execution.set.iter().map(|set| Override::of("--set", set)).collect();
    all.extend_from_slice(more);
    all.extend(seed.map(|seed| Override::of("--seed", &format!("seed={seed}"))));
    all
}

/// Refuses a folder of data sets that is none.
pub fn is_folder(data_dir: Option<&Path>) -> Result<(), Error> {
    match data_dir.filter(|folder| !folder.is_dir()) {
        None => Ok(()),
        Some(folder) => {
            let help = "give the folder that holds the data sets, or leave out --data-dir to search the usual places";
            Err(Error::input(format!("--data-dir {} is no folder", folder.display()), help))
        }
    }
}

/// What the command line says of the session.
pub fn session_options(execution: &Execution) -> SessionOptions<'_> {
    SessionOptions {
        device: execution.device,
        threads: usize::from(execution.threads),
        data_dir: execution.data_dir.as_deref(),
        ..SessionOptions::default()
    }
}

/// What `--resume` names.
struct Resumed {
    checkpoint: Checkpoint,
    /// The run's folder, where it was named and not only its checkpoint.
    folder: Option<RunFolder>,
    /// The folder, held, if the run goes on in it; `None`: it goes on elsewhere.
    goes_on_in: Option<RunFolder>,
    /// True where `--out` asks for another folder, in which the run may be another's.
    elsewhere: bool,
}

impl Resumed {
    fn of(path: &Path, out: Option<&Path>) -> Result<Resumed, Error> {
        if path.is_dir() {
            let folder = RunFolder::existing(path);
            if !folder.checkpoint().is_file() {
                let message = format!("{} holds no checkpoint.safetensors", path.display());
                return Err(Error::input(message, "give the folder of a run, or a checkpoint file"));
            }
            let stays = out.is_none_or(|out| is_same(out, folder.path()));
            // Held before the checkpoint is read: another process may be about to write it.
            let goes_on_in = stays.then(|| folder.clone().hold()).transpose()?;
            let checkpoint = open_in(&folder)?;
            return Ok(Resumed { checkpoint, folder: Some(folder), goes_on_in, elsewhere: !stays });
        }
        if !path.is_file() {
            return Err(Error::input(
                format!("{} is neither a folder nor a file", path.display()),
                "give the folder of a run, or a checkpoint file",
            ));
        }
        let checkpoint = Checkpoint::open(path)?;
        Ok(Resumed { checkpoint, folder: None, goes_on_in: None, elsewhere: out.is_some() })
    }

    /// The run's own circuit, with changes: what its folder says, else its checkpoint.
    fn load(&self, changes: &[Override]) -> Result<Loaded, Error> {
        let file = self.folder.as_ref().map(|folder| folder.file("circuit.ron")).filter(|file| file.is_file());
        match (file, self.checkpoint.load(changes)) {
            (Some(file), _) => Ok(circuit::load_changed(&file, changes)?),
            (None, Some(own)) => own,
            (None, None) => {
                let message = format!("{} does not say its circuit", self.checkpoint.path().display());
                Err(Error::input(message, "give the circuit file too"))
            }
        }
    }

    fn open(&self, loaded: &Loaded, options: &SessionOptions) -> Result<Session, Error> {
        let purpose = if self.elsewhere { Purpose::Branch } else { Purpose::Resume };
        Session::open_at(loaded, options, &self.checkpoint, purpose)
    }
}

/// The checkpoint of a run's folder. Where it does not say its circuit, the folder does.
pub fn open_in(folder: &RunFolder) -> Result<Checkpoint, Error> {
    let checkpoint = Checkpoint::open(&folder.checkpoint())?;
    if checkpoint.circuit().is_some() {
        return Ok(checkpoint);
    }
    let own = circuit::load_changed(&folder.file("circuit.ron"), &[]);
    Ok(checkpoint.of_circuit(own.ok().map(|loaded| loaded.circuit)))
}
