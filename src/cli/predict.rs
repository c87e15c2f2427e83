//! `trifactor predict`.

use super::{number, print, to_json};
use crate::credit::Draws;
use crate::error::Error;
use crate::report::prediction;
use crate::run::document::prediction::Prediction;
use crate::run::folder::RunFolder;
use crate::run::predict::{self, Asked};
use crate::suggest;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `predict`.
#[derive(Debug, Args)]
pub struct PredictArgs {
    /// The folder of a run, whose f, d, n and K_eff are taken of every population; or give numbers
    #[arg(value_name = "RUN", conflicts_with_all = ["neurons", "rank", "captured", "draws", "per_update"])]
    pub run: Option<PathBuf>,
    /// Neurons n of the population, up to 10^9
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = neurons)]
    pub neurons: Option<u64>,
    /// Dimension d of the manifold, from 1 to the neurons
    #[arg(long, value_name = "D", allow_negative_numbers = true, value_parser = neurons, requires = "captured")]
    pub rank: Option<u64>,
    /// Share f of the Jacobian that the manifold captures, above 0 and up to 1
    #[arg(long, value_name = "F", allow_negative_numbers = true, value_parser = share, requires = "rank")]
    pub captured: Option<f64>,
    /// Cosines to be reached, above 0 and up to 1
    #[arg(long, value_name = "C,…", value_delimiter = ',', default_value = "0.5,0.7,0.9")]
    #[arg(allow_negative_numbers = true, value_parser = share)]
    pub cos: Vec<f64>,
    /// Perturbations K of which the cosine is asked; a run's K_eff if left out
    #[arg(long, value_name = "K", allow_negative_numbers = true, value_parser = neurons)]
    pub perturbations: Option<u64>,
    /// Distribution of the draws: gaussian, rademacher or orthogonal
    #[arg(long, value_name = "DRAWS", default_value = "gaussian", value_parser = draws)]
    pub draws: Draws,
    /// Draws of one update, which matters to orthogonal ones; all in one if left out
    #[arg(long, value_name = "P", allow_negative_numbers = true, value_parser = neurons)]
    pub per_update: Option<u64>,
    /// One JSON document on standard output, and nothing else there
    #[arg(long)]
    pub json: bool,
}

fn neurons(text: &str) -> Result<u64, String> {
    number::whole(text, 1..=1_000_000_000)
}

fn share(text: &str) -> Result<f64, String> {
    let found = text.trim().parse().ok().filter(|share| *share > 0.0 && *share <= 1.0);
    found.ok_or_else(|| "legal: numbers above 0 and up to 1".into())
}

fn draws(text: &str) -> Result<Draws, String> {
    let all = [Draws::Gaussian, Draws::Rademacher, Draws::Orthogonal];
    let names = all.map(|draws| draws.name());
    all.into_iter().find(|draws| draws.name() == text).ok_or_else(|| suggest::help(text, names))
}

/// Says what the law makes of a run, or of numbers.
pub fn predict(args: &PredictArgs) -> Result<(), Error> {
    let k = args.perturbations.map(|k| k as f64);
    let mut all = match &args.run {
        Some(path) => predict::of_run(&RunFolder::existing(path))?,
        None => vec![given(args)?],
    };
    all.iter_mut().for_each(|asked| asked.k = k.or(asked.k));
    let populations = all.iter().map(|asked| predict::predict(asked, &args.cos)).collect();
    let document = Prediction { populations };
    print(&if args.json { to_json(&document)? } else { prediction::prediction(&document) })
}

fn given(args: &PredictArgs) -> Result<Asked, Error> {
    let Some(neurons) = args.neurons.map(|neurons| neurons as usize) else {
        return Err(Error::input(
            "nothing to predict from: the folder of a run, or numbers, are missing",
            "trifactor predict RUN, or trifactor predict --neurons N [--rank D --captured F]",
        ));
    };
    let manifold = args.rank.map(|rank| rank as usize).zip(args.captured);
    if let Some((rank, _)) = manifold.filter(|(rank, _)| *rank > neurons) {
        let message = format!("--rank {rank} is more than --neurons {neurons}");
        return Err(Error::input(message, "a manifold has at most as many dimensions as there are neurons"));
    }
    Ok(Asked {
        name: None,
        neurons,
        manifold,
        k: None,
        draws: args.draws,
        per_update: args.per_update.map(|draws| draws as f64),
        measured_cos: None,
    })
}
