//! `trifactor explain`.

use super::print;
use crate::circuit;
use crate::error::Error;
use crate::plan::{self, describe};
use crate::report::svg;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The circuit file
    pub circuit: PathBuf,
    /// Change a field first: path=value (may be repeated)
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// Draw the circuit instead, as SVG: to standard output, or to a file
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-")]
    pub svg: Option<PathBuf>,
    /// Print the circuit with every default written out, instead of the plan
    #[arg(long, conflicts_with = "svg")]
    pub resolved: bool,
}

/// Prints the plan, the drawing or the resolved file.
pub fn explain(args: &ExplainArgs) -> Result<(), Error> {
    let loaded = circuit::load_file(&args.circuit, &args.set)?;
    match &args.svg {
        Some(path) if path.as_os_str() == "-" => print(&svg::circuit(&loaded.circuit)),
        Some(path) => std::fs::write(path, svg::circuit(&loaded.circuit)).map_err(|e| Error::path(path, "write", e))?,
        None if args.resolved => print(&loaded.resolved_text()),
        None => print(&describe::describe(&plan::lower(&loaded.circuit, 1))),
    }
    Ok(())
}
