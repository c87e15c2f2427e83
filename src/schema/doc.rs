//! What a declaration says of itself, for `trifactor models` and for error messages.

use serde::Serialize;

/// A record: a model, a rule, a task, with its parameters.
#[derive(Debug, Clone, Serialize)]
pub struct RecordDoc {
    /// The name to write in a circuit file.
    pub name: &'static str,
    /// What it is; the first line is a summary.
    pub doc: String,
    /// Its parameters in the order of declaration.
    pub fields: Vec<FieldDoc>,
}

/// One parameter.
#[derive(Debug, Clone, Serialize)]
pub struct FieldDoc {
    /// The name to write in a circuit file.
    pub name: &'static str,
    /// What it is.
    pub doc: String,
    /// Legal values: kind, range and unit.
    pub legal: String,
    /// The default as it would be written; `None` when it must be given.
    pub default: Option<String>,
    /// Where one of some words is legal: each of them.
    pub words: Vec<WordDoc>,
}

/// A word that may be a parameter's value.
#[derive(Debug, Clone, Serialize)]
pub struct WordDoc {
    /// The word.
    pub name: &'static str,
    /// What it means.
    pub doc: String,
}

/// Joins the lines of a doc comment into one text.
pub fn join(lines: &[&str]) -> String {
    lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ").trim().to_string()
}
