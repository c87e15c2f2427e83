//! `trifactor analyse`.

use super::{Execution, print, run, to_json};
use crate::error::Error;
use crate::report::analysis as text;
use crate::run::analyse::ROWS;
use crate::run::document::AnalysisDocument;
use crate::run::folder::RunFolder;
use crate::run::session::Session;
use clap::Args;
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
    /// Rows of activity to look at, at most: test trials, or steps of them
    #[arg(long, value_name = "N", default_value_t = ROWS as u32, value_parser = clap::value_parser!(u32).range(4..=20_000))]
    pub trials: u32,
    /// Test scores with noise on inputs and on weights, too
    #[arg(long)]
    pub robustness: bool,
    /// Where the document goes, for a single run; analysis.json in the run's folder if left out
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Analyses activity and weights of finished or stopped runs.
pub fn analyse(args: &AnalyseArgs) -> Result<(), Error> {
    let mut runs = Vec::new();
    for path in &args.runs {
        runs.extend(Analysed::of(path, args)?);
    }
    if runs.len() > 1 && (args.out.is_some() || args.circuit.is_some()) {
        return Err(Error::input("--out and --circuit are for a single run", "leave them out, or give one run"));
    }
    let mut documents = Vec::new();
    for run in &runs {
        let document = run.analyse(args)?;
        run.write(args, &document)?;
        if !args.execution.quiet && !args.execution.json {
            print(&format!("{}\n{}\n", run.checkpoint.display(), text::analysis(&document)));
        }
        documents.push(document);
    }
    match &documents[..] {
        _ if !args.execution.json => Ok(()),
        [one] => to_json(one).map(|text| print(&text)),
        several => to_json(&several).map(|text| print(&text)),
    }
}

/// A run to be analysed.
struct Analysed {
    checkpoint: PathBuf,
    circuit: PathBuf,
}

impl Analysed {
    /// What a path on the command line stands for.
    fn of(path: &Path, args: &AnalyseArgs) -> Result<Vec<Analysed>, Error> {
        let help = "give the folder of a run, of a comparison, or a checkpoint file";
        if path.is_file() {
            let beside = path.with_file_name("circuit.ron");
            let circuit = args.circuit.clone().or_else(|| beside.is_file().then_some(beside)).ok_or_else(|| {
                let message = format!("{} does not say its circuit", path.display());
                Error::input(message, "give the circuit file too: --circuit FILE")
            })?;
            return Ok(vec![Analysed { checkpoint: path.to_path_buf(), circuit }]);
        }
        if !path.is_dir() {
            return Err(Error::input(format!("{} is neither a folder nor a file", path.display()), help));
        }
        let run = |folder: &Path| {
            let folder = RunFolder::existing(folder);
            let circuit = args.circuit.clone().unwrap_or_else(|| folder.file("circuit.ron"));
            folder.checkpoint().is_file().then(|| Analysed { checkpoint: folder.checkpoint(), circuit })
        };
        if let Some(one) = run(path) {
            return Ok(vec![one]);
        }
        let entries = std::fs::read_dir(path).map_err(|e| Error::path(path, "read", e))?;
        let mut folders: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        folders.sort();
        let runs: Vec<Analysed> = folders.iter().filter_map(|folder| run(folder)).collect();
        match runs.is_empty() {
            true => Err(Error::input(format!("{} holds no checkpoint.safetensors", path.display()), help)),
            false => Ok(runs),
        }
    }

    fn analyse(&self, args: &AnalyseArgs) -> Result<AnalysisDocument, Error> {
        let loaded = run::load(&self.circuit, &args.execution, None)?;
        let mut session = Session::open(&loaded, &run::session_options(&args.execution))?;
        session.restore(&self.checkpoint)?;
        let mut document = session.analyse(args.trials as usize)?;
        if args.robustness {
            document.robustness = Some(session.robustness(u64::from(args.trials))?);
        }
        Ok(document)
    }

    fn write(&self, args: &AnalyseArgs, document: &AnalysisDocument) -> Result<(), Error> {
        match &args.out {
            Some(path) => std::fs::write(path, to_json(document)? + "\n").map_err(|e| Error::path(path, "write", e)),
            None => RunFolder::existing(self.checkpoint.parent().unwrap_or(Path::new(""))).write_analysis(document),
        }
    }
}
