//! `trifactor analyse`.

use super::report::{PageArgs, holds_run, of_run};
use super::{Execution, named, print, run, to_json};
use crate::circuit::{Circuit, Loaded};
use crate::error::Error;
use crate::natural;
use crate::report::analysis::{self as text, Compared};
use crate::report::overview::{Labelled, overview};
use crate::run::analyse::ROWS;
use crate::run::checkpoint::{Checkpoint, Purpose};
use crate::run::document::AnalysisDocument;
use crate::run::document::analysis::ListedAnalysis;
use crate::run::folder::RunFolder;
use crate::run::memory::Doing;
use crate::run::session::{Session, SessionOptions};
use crate::run::similarity::Material;
use clap::Args;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// Arguments of `analyse`.
#[derive(Debug, Args)]
pub struct AnalyseArgs {
    /// Folders of runs, or checkpoints; the folder of a comparison stands for its runs
    #[arg(required = true, value_name = "RUN|CHECKPOINT")]
    pub runs: Vec<PathBuf>,
    /// The circuit file, where no circuit.ron lies beside the checkpoint
    #[arg(long, value_name = "FILE")]
    pub circuit: Option<PathBuf>,
    #[command(flatten)]
    pub execution: Execution,
    #[command(flatten)]
    pub page: PageArgs,
    /// Rows of activity to look at, from 4 to 5000: test trials, or steps of them
    #[arg(long, value_name = "N", default_value_t = ROWS as u32, allow_negative_numbers = true)]
    #[arg(value_parser = clap::value_parser!(u32).range(4..=5_000))]
    pub trials: u32,
    /// Test scores with noise on inputs and on weights, too
    #[arg(long)]
    pub robustness: bool,
    /// Compare with responses of others to the same stimuli: a folder with images/ (or stimuli.npy) and rdm*.npy or
    /// responses*.npy
    #[arg(long, value_name = "DIR")]
    pub similarity: Option<PathBuf>,
    /// Where the document goes, for a single run; analysis.json in the run's folder if left out. The run's report.html is
    /// written anew to show what was found, even where there was none; with --out it is left as it is, and shows none of it
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Analyses activity and weights of finished or stopped runs, and writes their pages anew.
pub fn analyse(args: &AnalyseArgs) -> Result<(), Error> {
    let mut runs = Vec::new();
    for path in &args.runs {
        runs.extend(Analysed::of(path, args)?);
    }
    // A run that is named twice, or beside its comparison, is one run.
    let mut seen = HashSet::new();
    runs.retain(|run: &Analysed| seen.insert(run.checkpoint.canonicalize().unwrap_or_else(|_| run.checkpoint.clone())));
    if runs.len() > 1 && (args.out.is_some() || args.circuit.is_some()) {
        return Err(Error::input("--out and --circuit are for a single run", "leave them out, or give one run"));
    }
    if args.page.open && (runs.len() > 1 || args.out.is_some()) {
        return Err(Error::input("--open is for the page of a single run, without --out", "leave out one of them"));
    }
    let several = runs.iter().any(|run| run.place().1 != runs[0].place().1);
    let show = !args.execution.quiet && !args.execution.json;
    let (mut documents, mut circuits, mut compared) = (Vec::new(), Vec::new(), Vec::new());
    let (mut sound, mut diverged, alone) = (Vec::new(), None, runs.len() == 1);
    let mut printed = Ok(());
    for run in runs {
        let (document, circuit) = match run.analyse(args) {
            // The others can still be analysed.
            Err(Error::Diverged(divergence)) if !alone => {
                eprintln!("note: {} is left out: {divergence}", run.out());
                diverged = Some(divergence);
                continue;
            }
            analysed => analysed?,
        };
        run.write(args, &document)?;
        if show && alone {
            printed = print(&format!("{}\n{}\n", run.checkpoint.display(), text::analysis(&document)));
        }
        let similarity = document.similarity.clone().into_iter().flat_map(|similarity| similarity.rows);
        compared.extend(similarity.map(|row| Compared {
            run: run.label(several),
            credit: circuit.credit.name().into(),
            row,
        }));
        documents.push(document);
        circuits.push(circuit);
        sound.push(run);
    }
    let runs = sound;
    if show && !alone && !runs.is_empty() {
        let labelled: Vec<Labelled> = runs.iter().map(|run| run.label(several)).zip(&documents).collect();
        printed = print(&format!("{}\n", overview(&labelled)));
    }
    if show && !compared.is_empty() {
        printed = printed.and(print(&text::similarity(&compared)));
        let shown = documents.iter().find_map(|document| document.similarity.as_ref()).and_then(text::order);
        printed = shown.iter().fold(printed, |printed, order| printed.and(print(order)));
    }
    match &documents[..] {
        _ if !args.execution.json => {}
        [one] if alone => printed = print(&to_json(one)?),
        several => {
            let listed = runs.iter().zip(&circuits).zip(several).map(|((run, circuit), analysis)| ListedAnalysis {
                out: run.out(),
                circuit: circuit.name.clone(),
                credit: circuit.credit.name().into(),
                seed: circuit.seed,
                analysis,
            });
            printed = print(&to_json(&listed.collect::<Vec<_>>())?);
        }
    }
    // Last: what fails here is not worth the table.
    runs.iter().try_for_each(|run| run.page(args))?;
    printed?;
    diverged.map_or(Ok(()), |divergence| Err(Error::Diverged(divergence)))
}

/// A run to be analysed.
struct Analysed {
    checkpoint: PathBuf,
    /// The circuit file, where one was given.
    circuit: Option<PathBuf>,
    /// True for a run that was found in the folder of a comparison.
    compared: bool,
}

impl Analysed {
    /// What a path on the command line stands for.
    fn of(path: &Path, args: &AnalyseArgs) -> Result<Vec<Analysed>, Error> {
        let help = "give the folder of a run, of a comparison, or a checkpoint file";
        if path.is_file() {
            return Ok(vec![Analysed {
                checkpoint: path.to_path_buf(),
                circuit: args.circuit.clone(),
                compared: false,
            }]);
        }
        if !path.is_dir() {
            return Err(Error::input(format!("{} is neither a folder nor a file", path.display()), help));
        }
        let run = |folder: &Path, compared: bool| {
            let folder = RunFolder::existing(folder);
            let circuit = args.circuit.clone();
            folder.checkpoint().is_file().then(|| Analysed { checkpoint: folder.checkpoint(), circuit, compared })
        };
        if let Some(one) = run(path, false) {
            return Ok(vec![one]);
        }
        std::fs::read_dir(path).map_err(|e| Error::reading(path, &e))?;
        let folder = RunFolder::existing(path);
        let mut folders = folder.runs_within();
        natural::sort(&mut folders);
        // A comparison that was stopped before its first run had ended has no document: its runs go by their names.
        if !folder.holds_several() && !folder.holds_unfinished() && !folders.is_empty() {
            return Err(Error::input(format!("{} is no run: it holds folders of runs", path.display()), help));
        }
        let runs: Vec<Analysed> = folders.iter().filter_map(|folder| run(folder, true)).collect();
        match runs.is_empty() {
            true => Err(Error::input(format!("{} holds no checkpoint.safetensors", path.display()), help)),
            false => Ok(runs),
        }
    }

    /// The document, and the circuit that it is of.
    fn analyse(&self, args: &AnalyseArgs) -> Result<(AnalysisDocument, Circuit), Error> {
        let (checkpoint, loaded) = self.open(args)?;
        let circuit = &loaded.circuit;
        let shape = circuit.task.shape(circuit.dt);
        let material = args.similarity.as_deref().map(|folder| Material::open(folder, &shape)).transpose()?;
        let purpose = if args.out.is_some() { Purpose::AnalyseElsewhere } else { Purpose::Analyse };
        let doing =
            Doing { learns: false, rows: args.trials as usize, robustness: args.robustness, ..Doing::default() };
        let options = SessionOptions { doing, ..run::session_options(&args.execution) };
        let mut session = Session::open_at(&loaded, &options, &checkpoint, purpose)?;
        // It is as large as all that it holds.
        drop(checkpoint);
        let document = session.analyse(args.trials as usize)?;
        let robustness = args.robustness.then(|| session.robustness(args.trials.into())).transpose()?;
        let similarity = material.map(|material| session.similarity(&material)).transpose()?;
        let document = AnalysisDocument { similarity, robustness, ..document };
        let document = match args.out {
            Some(_) => document,
            None => self.folder().with_earlier(document),
        };
        Ok((document, loaded.circuit))
    }

    /// The checkpoint, and the circuit: the file that was given, else the one beside the checkpoint, else the checkpoint's own.
    fn open(&self, args: &AnalyseArgs) -> Result<(Checkpoint, Loaded), Error> {
        let beside = self.checkpoint.with_file_name("circuit.ron");
        let file = self.circuit.clone().or_else(|| beside.is_file().then_some(beside));
        let loaded = file.as_ref().map(|file| run::load(file, &args.execution, None)).transpose()?;
        let checkpoint = Checkpoint::open(&self.checkpoint)?;
        let own = || checkpoint.load(&run::changes(&args.execution, &[], None)).transpose();
        match loaded.map(|loaded| Ok(Some(loaded))).unwrap_or_else(own)? {
            Some(loaded) => Ok((checkpoint, loaded)),
            None => {
                let message = format!("{} does not say its circuit", self.checkpoint.display());
                Err(Error::input(message, "give the circuit file too: --circuit FILE"))
            }
        }
    }

    /// Where it lies, as it was given: the run's folder, or the checkpoint where it is another file than a run's.
    fn out(&self) -> String {
        let folder = self.folder();
        let path = if folder.checkpoint() == self.checkpoint { folder.path() } else { &self.checkpoint };
        path.display().to_string()
    }

    /// The run's folder, and the one that it lies in.
    fn place(&self) -> (String, PathBuf) {
        let folder = self.checkpoint.canonicalize().ok().and_then(|path| Some(path.parent()?.to_path_buf()));
        let folder = folder.unwrap_or_default();
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        (name, folder.parent().map(Path::to_path_buf).unwrap_or_default())
    }

    /// The folder's name, without the seed of a comparison's run. Where runs come from several places, with the place.
    fn label(&self, several: bool) -> String {
        let (name, place) = self.place();
        let label = match name.rsplit_once("-seed") {
            Some((label, seed)) if seed.chars().all(|c| c.is_ascii_digit()) => label.into(),
            _ => name,
        };
        if several { place.join(label).display().to_string() } else { label }
    }

    /// Where the analysis goes, unless it is asked for elsewhere.
    fn folder(&self) -> RunFolder {
        RunFolder::existing(self.checkpoint.parent().unwrap_or(Path::new("")))
    }

    fn write(&self, args: &AnalyseArgs, document: &AnalysisDocument) -> Result<(), Error> {
        match &args.out {
            Some(path) => {
                let is_ours = |text: &str| {
                    let found: Result<serde_json::Value, _> = serde_json::from_str(text);
                    found.is_ok_and(|found| {
                        ["update", "populations", "projections"].iter().all(|key| found.get(key).is_some())
                    })
                };
                named::write(path, &(to_json(document)? + "\n"), "analysis", is_ours)
            }
            None => self.folder().write_analysis(document),
        }
    }

    /// The run's page, with what was found. A checkpoint that lies alone has none.
    fn page(&self, args: &AnalyseArgs) -> Result<(), Error> {
        let folder = self.folder();
        if args.out.is_some() || !holds_run(folder.path()) {
            return Ok(());
        }
        // Runs of a comparison have pages without figures, unless they were asked for.
        let bare = self.compared && !folder.file("figures").is_dir();
        let page = PageArgs { no_figures: args.page.no_figures || bare, ..args.page.clone() };
        page.write(&folder, of_run)
    }
}
