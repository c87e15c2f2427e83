//! `trifactor explain`.

use super::{is_same, named, print};
use crate::circuit;
use crate::engine::Engine;
use crate::engine::cuda::{CudaEngine, Launches};
use crate::error::Error;
use crate::plan::{self, Plan, describe};
use crate::report::{svg, text};
use crate::run::Device;
use crate::run::device::refused;
use crate::run::memory::available::available;
use crate::run::memory::{Doing, Memory, Place};
use clap::Args;
use std::path::{Path, PathBuf};

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The circuit file
    pub circuit: PathBuf,
    /// Change a field first: path=value (may be repeated)
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// Draw the circuit instead, as SVG: to standard output, or to a file whose name ends in .svg
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-")]
    pub svg: Option<PathBuf>,
    /// Print the circuit with every default written out, instead of the plan
    #[arg(long, conflicts_with = "svg")]
    pub resolved: bool,
    /// Count the launches of a step on this GPU besides: cuda or cuda:NUMBER
    #[arg(long, conflicts_with_all = ["svg", "resolved"])]
    pub device: Option<Device>,
}

/// Prints the plan, the drawing or the resolved file.
pub fn explain(args: &ExplainArgs) -> Result<(), Error> {
    let loaded = circuit::load_file(&args.circuit, &args.set)?;
    match &args.svg {
        Some(path) if path.as_os_str() == "-" => print(&svg::circuit(&loaded.circuit))?,
        Some(path) => {
            is_for_a_drawing(path, &args.circuit)?;
            let is_ours = |text: &str| text.starts_with("<svg ") && text.contains("class=\"circuit-drawing\"");
            named::write(path, &svg::circuit(&loaded.circuit), "drawing", is_ours)?;
        }
        None if args.resolved => print(&loaded.resolved_text())?,
        None => {
            let place = Place { device: args.device.unwrap_or_default(), ..Place::default() };
            let memory = Memory::of(&loaded.circuit, place, Doing::default());
            // Synapses that this machine could not list are counted.
            let fits = memory.beyond(&available()).is_none();
            let plan = if fits { plan::lower(&loaded.circuit, 1) } else { plan::outline(&loaded.circuit, 1) };
            let launches = args.device.filter(|_| fits).map_or(Ok(String::new()), |device| launches(device, &plan))?;
            print(&format!("{}\n{}{launches}", text::memory(&memory), describe::describe(&plan)))?;
        }
    }
    Ok(())
}

/// `--svg` takes the word after it, which may well be a circuit's: a drawing never replaces what is no drawing.
fn is_for_a_drawing(path: &Path, circuit: &Path) -> Result<(), Error> {
    let help = format!("write --svg drawing.svg, or --svg - {} for standard output", circuit.display());
    if is_same(path, circuit) {
        return Err(Error::input(format!("--svg {} would replace the circuit itself", path.display()), help));
    }
    match path.extension().is_some_and(|end| end.eq_ignore_ascii_case("svg")) {
        true => Ok(()),
        false => Err(Error::input(format!("--svg {}: the name of a drawing ends in .svg", path.display()), help)),
    }
}

/// How often a step of the plan asks something of a GPU.
fn launches(device: Device, plan: &Plan) -> Result<String, Error> {
    let Device::Cuda(ordinal) = device else { return Ok(String::new()) };
    let engine = CudaEngine::open(plan.clone(), ordinal).map_err(refused)?;
    let Launches { within, last, at_once, cublas } = engine.launches();
    let mut text = format!("\nlaunches on {}: {within} in a step, {last} in the last step of a trial", engine.device());
    if cublas > 0 {
        text += &format!(", {cublas} of them products by cuBLAS");
    }
    if let Some(steps) = at_once {
        text += &format!("; up to {steps} steps within a trial in one launch");
    }
    Ok(text + "\n")
}
