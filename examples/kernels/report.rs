//! What the kernels take of a GPU, as ptxas says.

use crate::fetch;
use crate::sources::{Kernels, entries};
use std::collections::BTreeMap;
use std::env;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

const TARGETS: [&str; 2] = ["sm_80", "sm_90"];

/// What one function takes. Bytes, besides the registers.
#[derive(Default)]
struct Use {
    /// None for a function that is called by kernels: it has no registers of its own.
    registers: Option<u32>,
    stack: u32,
    spill_stores: u32,
    spill_loads: u32,
    shared: u32,
}

impl Use {
    fn spills(&self) -> bool {
        self.spill_stores + self.spill_loads > 0
    }
}

/// Prints a table of all kernels. False if one is no valid PTX. A few bytes around the
/// call of a 64-bit remainder are spilled whatever one writes; more than that wants a look.
pub fn report(kernels: &Kernels) -> Result<bool, Box<dyn Error>> {
    let ptxas = find()?;
    let mut rows = vec![
        ["source", "kernel", "threads", "args", "target", "registers", "stack", "spills", "shared", ""]
            .map(str::to_string),
    ];
    let mut good = true;
    for source in &kernels.sources {
        let path = kernels.ptx_path(source);
        if let Some(fault) = kernels.fault(source)? {
            println!("{fault}");
            good = false;
        }
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let entries = entries(&text);
        let mut functions = Vec::new();
        for target in TARGETS {
            match measure(&ptxas, &path, target)? {
                Ok(found) => functions.extend(found.into_iter().map(|(name, taken)| (name, target, taken))),
                Err(log) => {
                    println!("{} for {target}:\n{log}", path.display());
                    good = false;
                }
            }
        }
        // The GPUs of a kernel below each other.
        functions.sort_by(|one, other| one.0.cmp(&other.0));
        for (index, (name, target, taken)) in functions.into_iter().enumerate() {
            let entry = entries.iter().find(|entry| entry.name == name);
            let threads = entry.and_then(|entry| entry.threads).map_or(String::new(), |count| count.to_string());
            let bytes = entry.map_or(String::new(), |entry| entry.parameters.iter().sum::<usize>().to_string());
            rows.push([
                if index == 0 { source.file_name() } else { String::new() },
                name,
                threads,
                bytes,
                target.to_string(),
                taken.registers.map_or("-".to_string(), |count| count.to_string()),
                taken.stack.to_string(),
                (taken.spill_stores + taken.spill_loads).to_string(),
                taken.shared.to_string(),
                if taken.spills() { "SPILLS".to_string() } else { String::new() },
            ]);
        }
    }
    print(&rows);
    println!("\nargs, stack, spills (stores and loads) and static shared memory in bytes");
    Ok(good)
}

/// The program in target/cuda, or else on the PATH.
fn find() -> Result<PathBuf, Box<dyn Error>> {
    let fetched = fetch::folder().join("nvidia/cuda_nvcc/bin/ptxas");
    let searched = env::var_os("PATH").unwrap_or_default();
    let mut candidates = std::iter::once(fetched).chain(env::split_paths(&searched).map(|folder| folder.join("ptxas")));
    candidates.find(|path| path.is_file()).ok_or_else(|| format!("ptxas is not here: {}", fetch::ADVICE).into())
}

/// What each function of a PTX file takes, by name; or the words of ptxas.
fn measure(ptxas: &Path, ptx: &Path, target: &str) -> Result<Result<BTreeMap<String, Use>, String>, Box<dyn Error>> {
    let mut command = Command::new(ptxas);
    command.args(["--verbose", "--gpu-name", target, "--output-file", "/dev/null"]).arg(ptx);
    let output = command.output().map_err(|error| format!("cannot run {}: {error}", ptxas.display()))?;
    let log = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    Ok(if output.status.success() { Ok(parse(&log)) } else { Err(log) })
}

/// Reads what ptxas prints about each function:
///
/// ```text
/// ptxas info    : Function properties for NAME
///     8 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
/// ptxas info    : Used 10 registers, used 1 barriers, 8 bytes cumulative stack size, 512 bytes smem
/// ```
fn parse(log: &str) -> BTreeMap<String, Use> {
    let mut functions: BTreeMap<String, Use> = BTreeMap::new();
    // The kernel whose part of the log this is, and the function that the next line of bytes is about.
    let (mut kernel, mut function) = (String::new(), String::new());
    for line in log.lines() {
        if let Some((_, rest)) = line.split_once("Compiling entry function '") {
            kernel = rest.split('\'').next().unwrap_or_default().to_string();
        } else if let Some((_, name)) = line.split_once("Function properties for ") {
            function = name.trim().to_string();
        } else if line.contains("bytes stack frame") {
            let taken = functions.entry(function.clone()).or_default();
            taken.stack = before(line, "bytes stack frame");
            taken.spill_stores = before(line, "bytes spill stores");
            taken.spill_loads = before(line, "bytes spill loads");
        } else if let Some((_, rest)) = line.split_once(": Used ") {
            let taken = functions.entry(kernel.clone()).or_default();
            taken.registers = Some(before(rest, "registers"));
            taken.shared = before(rest, "bytes smem");
        }
    }
    functions
}

/// The number before these words in a list with commas; 0 if the list has none.
fn before(list: &str, words: &str) -> u32 {
    let number = |part: &str| part.trim().strip_suffix(words)?.trim().parse().ok();
    list.split(',').find_map(number).unwrap_or(0)
}

fn print(rows: &[[String; 10]]) {
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..10).map(width).collect();
    for row in rows {
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| match column {
            0 | 1 | 4 | 9 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        });
        println!("{}", cells.collect::<Vec<_>>().join("  ").trim_end());
    }
}
