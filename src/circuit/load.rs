//! From a file's text to a checked circuit, or to the list of everything that is wrong with it.

use super::validate::names;
use super::{Circuit, EXCLUSIVE, Projection, resolve, validate, warn};
use crate::schema::overrides::{Override, Paths, apply};
use crate::schema::{Field, Node, Problems, Rule, parse, render};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// A larger file is no circuit.
const MOST_BYTES: u64 = 64 << 20;

/// A circuit that has passed every check, with what its messages need.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The circuit, every default filled in.
    pub circuit: Circuit,
    /// Its file.
    pub path: PathBuf,
    /// The folder of its file: weight files are named relative to it.
    pub folder: PathBuf,
    /// Where everything stands in the circuit file and in the overrides: problems that are none as yet.
    pub places: Problems,
}

impl Loaded {
    /// The circuit as a file in which every default is written out; reading it gives the same circuit.
    pub fn resolved_text(&self) -> String {
        render::document(&self.circuit.write())
    }

    /// What is legal but most likely not meant, in a run of so many updates.
    pub fn warnings(&self, updates: u64) -> Problems {
        warn::warnings(&self.circuit, updates, &self.places)
    }

    /// A problem with a circuit that is itself in order: it does not fit, or needs files that are not there.
    pub fn problem(&self, at: &str, message: String, help: &str) -> Problems {
        let mut problems = self.places.clone();
        problems.at(at, message, help);
        problems
    }
}

/// Reads and checks a circuit file with overrides (`path=value`) applied in order.
pub fn load_file(path: &Path, sets: &[String]) -> Result<Loaded, Problems> {
    load_changed(path, &overrides(sets))
}

fn overrides(sets: &[String]) -> Vec<Override> {
    sets.iter().map(|set| Override::of("--set", set)).collect()
}

/// Like [`load_file`], with overrides that have other names than `--set`.
pub fn load_changed(path: &Path, changes: &[Override]) -> Result<Loaded, Problems> {
    let refuse = |why: String| {
        let mut problems = Problems::default();
        problems.add_source(&path.display().to_string(), "");
        problems.push(Default::default(), why, "give the path of a circuit file (.ron)");
        problems
    };
    let bytes = read(path).map_err(|error| refuse(format!("this file cannot be read: {error}")))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(refuse(format!("this file is larger than {} MiB", MOST_BYTES >> 20)));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let line = error.as_bytes()[..error.utf8_error().valid_up_to()].iter().filter(|b| **b == b'\n').count() + 1;
        refuse(format!("this file is not UTF-8 text (line {line})"))
    })?;
    // Some editors on Windows begin a text with a byte order mark.
    load_text_changed(text.strip_prefix('\u{feff}').unwrap_or(&text), path, changes)
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Like [`load_file`], from text that would stand at `path`.
pub fn load_text(text: &str, path: &Path, sets: &[String]) -> Result<Loaded, Problems> {
    load_text_changed(text, path, &overrides(sets))
}

/// How overrides name what has no path of its own: projections as buffers and files do, probes as their files.
pub fn paths(circuit: &Circuit) -> Paths {
    let projections = circuit.projections.iter().map(Projection::name).collect();
    let probes = circuit.probes.iter().map(|probe| format!("{}_{}", probe.target(), probe.variable_name())).collect();
    Paths { names: vec![("projections", projections), ("probes", probes)], exclusive: EXCLUSIVE.into() }
}

/// Like [`load_changed`], from text that would stand at `path`.
pub fn load_text_changed(text: &str, path: &Path, changes: &[Override]) -> Result<Loaded, Problems> {
    let mut problems = Problems::default();
    let source = problems.add_source(&path.display().to_string(), text);
    let tree = match parse::parse(text, source) {
        Ok(tree) => tree,
        Err(error) => {
            problems.push(error.span, error.message, error.help);
            return Err(problems);
        }
    };
    problems.index("", &tree);
    let Some(mut circuit) = Circuit::read(&tree, &Rule::ANY, &mut problems) else {
        // Names need no other field to be in order.
        names::in_tree(&tree, &mut problems);
        return Err(problems);
    };
    for change in changes {
        // Overrides edit the circuit with its defaults written out, so that every field has a path.
        let mut full = Node::made(circuit.write());
        apply(&mut full, change, &paths(&circuit), &mut problems);
        if let Some(changed) = Circuit::read(&full, &Rule::ANY, &mut problems) {
            circuit = changed;
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
    resolve::resolve(&mut circuit, path);
    validate::validate(&circuit, &mut problems);
    if problems.is_empty() {
        Ok(Loaded { circuit, path: path.into(), folder, places: problems })
    } else {
        Err(problems)
    }
}
