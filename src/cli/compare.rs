//! `trifactor compare`.

use super::report::{PageArgs, of_comparison};
use super::stop::{self, STOP};
use super::{Execution, number, print, run, sweep, tell_kept, to_json};
use crate::error::Error;
use crate::report::{comparison, text};
use crate::run::compare::{self, Point};
use crate::run::jobs::Job;
use crate::run::memory::Doing;
use crate::schema::overrides::Override;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `compare`.
#[derive(Debug, Args)]
pub struct CompareArgs {
    /// The circuit file
    pub circuit: PathBuf,
    #[command(flatten)]
    pub execution: Execution,
    #[command(flatten)]
    pub page: PageArgs,
    /// Credit sources, separated by commas: names, or with parameters, as in a circuit file. Parameters that the
    /// circuit's own credit has too (noise, manifold, feedback) are taken over. `random_subspace` is manifold_noise,
    /// with the same parameters, in a random subspace of the same rank. All sources if left out
    #[arg(long, value_name = "LIST")]
    pub credit: Option<String>,
    /// A field and the values that it takes, separated by commas (may be repeated: every combination runs); PATH+PATH=VALUE,…
    /// gives several paths one value. Without --credit, the circuit's own credit
    #[arg(long, value_name = "PATH=VALUE,…")]
    pub vary: Vec<String>,
    /// Seeds per credit source, counted up from the circuit's seed
    #[arg(long, default_value_t = 3, allow_negative_numbers = true, value_parser = number::seeds)]
    pub seeds: u64,
    /// Test score from which a circuit counts as having learned: the trials until then are counted, at the resolution of
    /// the evaluations
    #[arg(long, value_name = "SCORE", allow_negative_numbers = true, value_parser = score)]
    pub criterion: Option<f64>,
    /// Folder for all the runs; the first free runs/NAME-compare-K if left out
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Replace the files of an earlier comparison in --out, and of its runs: those that files.txt lists, and no others.
    /// Links are not followed, and the folder of a single run stays
    #[arg(long)]
    pub overwrite: bool,
}

/// Runs every credit source with every seed, side by side on the cores.
pub fn compare(args: &CompareArgs) -> Result<(), Error> {
    let loaded = run::load(&args.circuit, &args.execution, None)?;
    let own = (!args.vary.is_empty()).then(|| loaded.circuit.credit.name());
    let named = args.credit.as_deref().or(own);
    let mut variants = compare::variants(&loaded.circuit, named)?;
    if named.is_none() {
        variants = sweep::that_teach(&args.circuit, &args.execution, &loaded, variants)?;
    }
    let settings = compare::settings(&loaded.circuit, &args.vary)?;
    let (mut jobs, mut points, mut chosen) = (Vec::new(), Vec::new(), Vec::new());
    for (variant, setting) in variants.iter().flat_map(|variant| settings.iter().map(move |set| (variant, set))) {
        let varied: Vec<Override> = setting.sets.iter().map(|set| Override::of("--vary", set)).collect();
        let label = std::iter::once(&variant.label).chain(&setting.labels).cloned().collect::<Vec<_>>().join(", ");
        for seed in sweep::seeds(&loaded.circuit, args.seeds) {
            let of = (&loaded, variant);
            let (loaded, clipped) = sweep::circuit(&args.circuit, &args.execution, of, &varied, Some(seed))?;
            chosen.extend(clipped);
            jobs.push(Job { label: label.clone(), seed, loaded });
            points.push(Point { source: variant.label.clone(), varied: setting.values.clone() });
        }
    }
    sweep::leave_out_probes(&loaded, &mut jobs, &args.execution);
    let doing = Doing::default();
    sweep::prepare(&jobs, &chosen, &args.execution, doing)?;
    let name = format!("{}-compare", loaded.circuit.name);
    let side_by_side = sweep::side_by_side(&jobs, &args.execution, doing);
    let folder = sweep::folder(args.out.as_deref(), &name, args.overwrite, &args.circuit)?;
    tell_kept(&folder, &args.execution);
    stop::watch();
    let jobs = sweep::jobs(jobs, &folder, side_by_side, doing, &args.execution, args.overwrite);
    let document = compare::compare(&jobs, &points, args.criterion, &STOP)?;
    if sweep::is_without_runs(jobs.jobs.len(), document.unfinished, &args.execution) {
        if args.execution.json {
            print(&to_json(&document)?)?;
        }
        return sweep::end(document.unfinished);
    }
    folder.write("compare.json", &(to_json(&document)? + "\n"))?;
    if let Some(svg) = comparison::svg(&loaded.circuit.name, &document) {
        folder.write("compare.svg", &svg)?;
    }
    let printed = match args.execution {
        Execution { json: true, .. } => print(&to_json(&document)?),
        Execution { quiet: true, .. } => Ok(()),
        _ => print(&text::compare(&document, folder.path())),
    };
    // Last: what fails here is not worth the table.
    sweep::pages(document.rows.iter().flat_map(|row| &row.out), &args.page)?;
    args.page.write(&folder, of_comparison)?;
    printed?;
    sweep::end(document.unfinished)
}

/// Every task scores between 0 and 1.
fn score(text: &str) -> Result<f64, String> {
    let found = text.parse().ok().filter(|score| (0.0..=1.0).contains(score));
    found.ok_or_else(|| "legal: scores from 0 to 1".into())
}
