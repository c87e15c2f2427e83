//! The CUDA kernels and the PTX made of them: which files belong together, and which PTX is out of date.
//!
//! `examples/kernels` writes the PTX, `tests/kernels.rs` holds the committed files to their sources. Both read here what the
//! first line of a PTX file says. It names everything the PTX depends on, so a stale file is noticed on machines that have
//! no compiler for kernels.

#![allow(dead_code)] // the tool and the tests each use their own part

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The release of NVRTC that makes the PTX. Another one makes other bytes.
pub const NVRTC: &str = "12.8.93";

/// The GPUs the PTX is for: this one (A100) and all later ones.
pub const PTX_TARGET: &str = "compute_80";

/// What else NVRTC is told, for any GPU. No fast math, and products and sums are fused only where a kernel says so, as on
/// the CPU: so noise and rates have the same bits there.
pub const OPTIONS: [&str; 2] = ["--std=c++17", "--fmad=false"];

/// The newest version of PTX that this release of NVRTC writes: drivers from 570 on read it.
pub const NEWEST_PTX: (u32, u32) = (8, 7);

/// One `.cu` file.
pub struct Source {
    /// Without extension.
    pub name: String,
    pub text: String,
}

impl Source {
    pub fn file_name(&self) -> String {
        format!("{}.cu", self.name)
    }
}

/// A folder of kernels: `*.cu`, the headers `*.cuh` they share, and `ptx/*.ptx`.
pub struct Kernels {
    folder: PathBuf,
    /// In the order of their names.
    pub sources: Vec<Source>,
    /// (file name, text), in the order of their names.
    headers: Vec<(String, String)>,
}

impl Kernels {
    pub fn read(folder: &Path) -> io::Result<Kernels> {
        let mut sources = Vec::new();
        for path in with_extension(folder, "cu")? {
            sources.push(Source { name: stem(&path), text: fs::read_to_string(&path)? });
        }
        let mut headers = Vec::new();
        for path in with_extension(folder, "cuh")? {
            headers.push((format!("{}.cuh", stem(&path)), fs::read_to_string(&path)?));
        }
        Ok(Kernels { folder: folder.to_path_buf(), sources, headers })
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where the PTX of a source belongs.
    pub fn ptx_path(&self, source: &Source) -> PathBuf {
        self.folder.join("ptx").join(format!("{}.ptx", source.name))
    }

    /// The first line that the PTX of a source must have.
    pub fn first_line(&self, source: &Source) -> String {
        format!(
            "// {} {:016x}, NVRTC {NVRTC} {PTX_TARGET} {}",
            source.file_name(),
            self.hash(source),
            OPTIONS.join(" ")
        )
    }

    /// FNV-1a of a source and all headers. Line ends do not count: a checkout may change them.
    fn hash(&self, source: &Source) -> u64 {
        let own = (source.file_name(), source.text.clone());
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for (name, text) in std::iter::once(&own).chain(&self.headers) {
            // A zero after each part: no byte can move from one part to the next.
            let bytes = name.bytes().chain([0]).chain(text.bytes().filter(|byte| *byte != b'\r')).chain([0]);
            hash = bytes.fold(hash, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
        }
        hash
    }

    /// PTX files that have no source.
    pub fn superfluous(&self) -> io::Result<Vec<PathBuf>> {
        let known: BTreeSet<PathBuf> = self.sources.iter().map(|source| self.ptx_path(source)).collect();
        let folder = self.folder.join("ptx");
        let found = if folder.is_dir() { with_extension(&folder, "ptx")? } else { Vec::new() };
        Ok(found.into_iter().filter(|path| !known.contains(path)).collect())
    }

    /// What is wrong with the PTX of a source, as far as its first line tells.
    pub fn fault(&self, source: &Source) -> io::Result<Option<String>> {
        let path = self.ptx_path(source);
        let shown = path.display();
        if !path.exists() {
            return Ok(Some(format!("{shown} is missing: {} was never compiled", source.file_name())));
        }
        let text = fs::read_to_string(&path)?;
        let first = text.lines().next().unwrap_or_default();
        let wanted = self.first_line(source);
        if first == wanted {
            return Ok(None);
        }
        let made_alike = first.split_once(',').map(|(_, how)| how) == wanted.split_once(',').map(|(_, how)| how);
        Ok(Some(if made_alike {
            format!("{shown} is stale: {} or a header changed after it was made", source.file_name())
        } else {
            format!("{shown} was made otherwise: its first line is `{first}`, should be `{wanted}`")
        }))
    }

    /// All faults that can be seen without a compiler.
    pub fn faults(&self) -> io::Result<Vec<String>> {
        let mut faults = Vec::new();
        for source in &self.sources {
            faults.extend(self.fault(source)?);
        }
        faults.extend(self.superfluous()?.iter().map(|path| format!("{} is superfluous: no source", path.display())));
        Ok(faults)
    }
}

/// One kernel of a PTX file.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry {
    pub name: String,
    /// Bytes of each parameter that is a struct; other parameters count 0.
    pub parameters: Vec<usize>,
    /// Threads a block at most, from `__launch_bounds__`.
    pub threads: Option<u32>,
}

/// The kernels that a PTX text defines, in its order.
pub fn entries(ptx: &str) -> Vec<Entry> {
    ptx.split(".entry ").skip(1).filter_map(entry).collect()
}

/// From behind `.entry`: `NAME( .param .align 8 .b8 NAME_param_0[40] ) .maxntid 128, 1, 1 …{`.
fn entry(text: &str) -> Option<Entry> {
    let (name, rest) = text.split_once('(')?;
    let (list, rest) = rest.split_once(')')?;
    let (directives, _) = rest.split_once('{')?;
    let parameters = list.split(',').filter(|parameter| parameter.contains(".param"));
    let bytes = |parameter: &str| parameter.split(['[', ']']).nth(1).and_then(|count| count.parse().ok()).unwrap_or(0);
    let threads = directives.split_once(".maxntid").map(|(_, counts)| {
        let line = counts.lines().next().unwrap_or_default();
        line.split(',').filter_map(|count| count.trim().parse::<u32>().ok()).product()
    });
    Some(Entry { name: name.trim().to_string(), parameters: parameters.map(bytes).collect(), threads })
}

/// The files of a folder that have this extension, in the order of their names.
fn with_extension(folder: &Path, extension: &str) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() && path.extension().is_some_and(|found| found == extension) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
