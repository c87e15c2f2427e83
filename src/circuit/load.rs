//! From a file's text to a checked circuit, or to the list of everything that is wrong with it.

use super::Circuit;
use super::{resolve, validate};
use crate::schema::{Field, Node, Problems, Rule, overrides, parse, render};
use std::path::{Path, PathBuf};

/// A circuit that has passed every check, with what its messages need.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The circuit, every default filled in.
    pub circuit: Circuit,
    /// Its file.
    pub path: PathBuf,
    /// The folder of its file: weight files are named relative to it.
    pub folder: PathBuf,
    /// The circuit file as it was read.
    pub text: String,
}

impl Loaded {
    /// The circuit as a file in which every default is written out; reading it gives the same circuit.
    pub fn resolved_text(&self) -> String {
        render::document(&self.circuit.write())
    }
}

/// A problem with a circuit that is itself in order: it does not fit, say.
pub fn problem(loaded: &Loaded, at: &str, message: String, help: &str) -> Problems {
    let mut problems = Problems::default();
    let source = problems.add_source(&loaded.path.display().to_string(), &loaded.text);
    if let Ok(tree) = parse::parse(&loaded.text, source) {
        problems.index(&tree);
    }
    problems.at(at, message, help);
    problems
}

/// Reads and checks a circuit file with overrides (`path=value`) applied in order.
pub fn load_file(path: &Path, sets: &[String]) -> Result<Loaded, Problems> {
    match std::fs::read(path).map(String::from_utf8) {
        Ok(Ok(text)) => load_text(&text, path, sets),
        Ok(Err(error)) => Err(unreadable(path, &format!("is not text: {}", error.utf8_error()))),
        Err(error) => Err(unreadable(path, &format!("cannot be read: {error}"))),
    }
}

fn unreadable(path: &Path, why: &str) -> Problems {
    let mut problems = Problems::default();
    problems.add_source(&path.display().to_string(), "");
    problems.push(Default::default(), format!("{} {why}", path.display()), "give the path of a circuit file (.ron)");
    problems
}

/// Like [`load_file`], from text that would stand at `path`.
pub fn load_text(text: &str, path: &Path, sets: &[String]) -> Result<Loaded, Problems> {
    let mut problems = Problems::default();
    let source = problems.add_source(&path.display().to_string(), text);
    let tree = match parse::parse(text, source) {
        Ok(tree) => tree,
        Err(error) => {
            problems.push(error.span, error.message, error.help);
            return Err(problems);
        }
    };
    problems.index(&tree);
    let Some(mut circuit) = Circuit::read(&tree, &Rule::ANY, &mut problems) else { return Err(problems) };
    for set in sets {
        // Overrides edit the circuit with its defaults written out, so that every field has a path.
        let mut full = Node::made(circuit.write());
        overrides::apply(&mut full, set, &mut problems);
        problems.index(&full);
        if !problems.is_empty() {
            return Err(problems);
        }
        let Some(changed) = Circuit::read(&full, &Rule::ANY, &mut problems) else { return Err(problems) };
        circuit = changed;
    }
    let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
    resolve::resolve(&mut circuit, path);
    validate::validate(&circuit, &mut problems);
    if problems.is_empty() {
        Ok(Loaded { circuit, path: path.into(), folder, text: text.into() })
    } else {
        Err(problems)
    }
}
