//! Makes and checks the PTX of the CUDA kernels. Users of the simulator never need it: the PTX is committed.
//!
//! `cargo run --example kernels -- fetch|write|check|compile [--out DIR]|report [--kernels DIR]`
//!
//! Exits with 1 where kernels or their PTX are at fault, with 2 where a tool is missing.

mod fetch;
mod nvrtc;
mod report;
#[path = "../../tests/support/kernel_sources.rs"]
mod sources;

use clap::{Parser, Subcommand};
use nvrtc::Compiled;
use sources::{Kernels, OPTIONS, PTX_TARGET, Source};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use trifactor::engine::cuda::cubin;

/// GPUs that every kernel must compile for: A100, H100, RTX 50.
const TARGETS: [&str; 3] = ["sm_80", "sm_90", "sm_120"];

/// Makes and checks the PTX of the CUDA kernels.
///
/// After a change to a kernel: `write`, then `compile` and `report`, and commit the PTX with the source. `fetch` brings the
/// compilers (NVRTC and ptxas, 130 MB, no GPU or toolkit needed) into target/cuda.
#[derive(Parser)]
#[command(name = "kernels", disable_help_subcommand = true)]
struct Args {
    #[command(subcommand)]
    command: Command,
    /// Folder of the kernels: *.cu, *.cuh and ptx/*.ptx
    #[arg(long, value_name = "DIR", default_value = "kernels", global = true)]
    kernels: PathBuf,
}

#[derive(Subcommand)]
enum Command {
    /// Install the compilers in target/cuda with pip, unless they are there
    Fetch,
    /// Compile every kernel to PTX; delete PTX that has no source
    Write,
    /// Is the PTX what the compiler makes of the sources? Without compiler: does it say it was made of these sources?
    Check,
    /// Compile every kernel for sm_80, sm_90 and sm_120
    Compile {
        /// Write cubins there: with TRIFACTOR_CUBINS=DIR the simulator loads them in place of PTX
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// Registers, stack, spills and shared memory of every kernel on sm_80 and sm_90; spills are marked
    Report,
}

/// Ok(false): a kernel or its PTX is at fault, and it was said.
type Verdict = Result<bool, Box<dyn Error>>;

fn main() -> ExitCode {
    let args = Args::parse();
    match run(&args) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(args: &Args) -> Verdict {
    if matches!(args.command, Command::Fetch) {
        fetch::fetch()?;
        return Ok(true);
    }
    let kernels =
        Kernels::read(&args.kernels).map_err(|error| format!("cannot read {}: {error}", args.kernels.display()))?;
    if kernels.sources.is_empty() {
        return Err(format!("no kernels (*.cu) in {}", args.kernels.display()).into());
    }
    match &args.command {
        Command::Fetch => unreachable!("done above"),
        Command::Write => write(&kernels),
        Command::Check => check(&kernels),
        Command::Compile { out } => compile(&kernels, out.as_deref()),
        Command::Report => report::report(&kernels),
    }
}

/// The whole PTX file of a source; None if the source is wrong, and the compiler's words were printed.
fn ptx(kernels: &Kernels, source: &Source) -> Result<Option<String>, Box<dyn Error>> {
    let Compiled { ptx, log, .. } = build(kernels, source, PTX_TARGET)?;
    if !log.is_empty() {
        eprintln!("{log}");
    }
    Ok(ptx.map(|ptx| format!("{}\n{ptx}", kernels.first_line(source))))
}

/// Compiles a source with the project's options.
fn build(kernels: &Kernels, source: &Source, target: &str) -> Result<Compiled, Box<dyn Error>> {
    let architecture = format!("--gpu-architecture={target}");
    let include = format!("--include-path={}", kernels.folder().display());
    let options: Vec<&str> = OPTIONS.into_iter().chain([&*architecture, &*include]).collect();
    nvrtc::compile(&source.file_name(), &source.text, &options)
}

fn write(kernels: &Kernels) -> Verdict {
    nvrtc::find()?;
    fs::create_dir_all(kernels.folder().join("ptx"))?;
    let mut good = true;
    for source in &kernels.sources {
        let path = kernels.ptx_path(source);
        let Some(text) = ptx(kernels, source)? else {
            println!("{} does not compile: {} is left as it is", source.file_name(), path.display());
            good = false;
            continue;
        };
        // A file that is right is not touched: what includes it need not be built again.
        if fs::read_to_string(&path).ok().as_deref() == Some(&text) {
            println!("{} is right", path.display());
        } else {
            fs::write(&path, &text)?;
            println!("{} written", path.display());
        }
    }
    for path in kernels.superfluous()? {
        fs::remove_file(&path)?;
        println!("{} deleted: no source", path.display());
    }
    Ok(good)
}

fn check(kernels: &Kernels) -> Verdict {
    let mut faults = kernels.faults()?;
    let compared = match nvrtc::find() {
        Ok(()) => {
            for source in &kernels.sources {
                // What its first line already tells is not said twice.
                if kernels.fault(source)?.is_some() {
                    continue;
                }
                let path = kernels.ptx_path(source);
                let made = ptx(kernels, source)?;
                if made.as_deref() != Some(&*fs::read_to_string(&path)?) {
                    faults.push(format!("{} is not what NVRTC makes of {}", path.display(), source.file_name()));
                }
            }
            format!("byte by byte with what NVRTC {} makes", sources::NVRTC)
        }
        Err(missing) => {
            eprintln!("note: {missing}\n");
            "by the hash of its sources only".to_string()
        }
    };
    for fault in &faults {
        println!("{fault}");
    }
    if faults.is_empty() {
        println!("PTX of {} sources is right; compared {compared}", kernels.sources.len());
    } else {
        println!("\nto make the PTX anew: cargo run --example kernels -- write");
    }
    Ok(faults.is_empty())
}

fn compile(kernels: &Kernels, out: Option<&Path>) -> Verdict {
    nvrtc::find()?;
    if let Some(out) = out {
        fs::create_dir_all(out).map_err(|error| format!("cannot make {}: {error}", out.display()))?;
    }
    let (mut good, mut bytes) = (true, 0);
    for source in &kernels.sources {
        for target in TARGETS {
            let Compiled { ptx, cubin, log } = build(kernels, source, target)?;
            let verdict = match (&ptx, &*log) {
                (Some(_), "") => "ok",
                (Some(_), _) => "has warnings",
                (None, _) => "fails",
            };
            println!("{:24} {target:8} {verdict}", source.file_name());
            if verdict != "ok" {
                println!("{log}\n");
                good = false;
            }
            if let (Some(out), Some(_)) = (out, &ptx) {
                let path = out.join(cubin::file_name(&source.name, &kernels.first_line(source), target));
                fs::write(&path, &cubin).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
                bytes += cubin.len();
            }
        }
    }
    if let Some(out) = out {
        println!("{}: {:.1} MB", out.display(), bytes as f64 / 1e6);
    }
    Ok(good)
}
