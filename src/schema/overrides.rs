//! `--set path=value` and its like: edits of the tree before it is read, with the same errors as the file itself.

use super::document::{Entry, Node, Span, Value};
use super::parse;
use super::problem::Problems;
use super::suggest;

/// A change of one field, and how messages about it name it.
#[derive(Debug, Clone)]
pub struct Override {
    /// path=value.
    text: String,
    /// The option as the user wrote it.
    name: String,
    /// What the user wrote in place of the value, where the value was made of it; empty where no text of the user's shows
    /// the place.
    written: Option<String>,
}

impl Override {
    /// `OPTION path=value`, as the user wrote it.
    pub fn of(option: &str, text: &str) -> Override {
        Override { text: text.into(), name: format!("{option} {text}"), written: None }
    }

    /// A path and a value that were made of `OPTION written`. Messages quote `written`, if it is a value itself, and not what
    /// was made.
    pub fn made(path: &str, value: &str, option: &str, written: &str) -> Override {
        let quoted = if parse::parse(written, 0).is_ok() { written } else { "" };
        Override { text: format!("{path}={value}"), name: format!("{option} {written}"), written: Some(quoted.into()) }
    }
}

/// Applies `path=value` to `tree`. Missing fields are created (reading then checks their names); a bare word that
/// names a record with fields replaces the whole value.
pub fn apply(tree: &mut Node, change: &Override, problems: &mut Problems) {
    let text = change.text.as_str();
    let source = problems.add_source(&change.name, change.written.as_deref().unwrap_or(text));
    let whole = Span { source, start: 0, end: text.len() };
    let Some((path, value)) = text.split_once('=').filter(|(_, value)| !value.trim().is_empty()) else {
        problems.push(whole, "an override is path=value", "for example --set populations.h1.size=2048");
        return;
    };
    // Parsing from the override's own text, blanks in front, keeps the spans right.
    let padded = " ".repeat(path.len() + 1) + value;
    let node = match parse::parse(&padded, source) {
        Ok(node) => node,
        Err(error) => {
            problems.push(error.span, error.message, error.help);
            return;
        }
    };
    let steps: Vec<&str> = path.split('.').map(str::trim).collect();
    // Places in a value that was made mean nothing to anyone: those in what it was made of do.
    let written = change.written.as_ref().map(|written| {
        let nothing = Node { span: Span { source, ..Span::default() }, value: Value::word("") };
        parse::parse(written, source).unwrap_or(nothing)
    });
    problems.index(&steps.join("."), written.as_ref().unwrap_or(&node));
    set(tree, &steps, Span { end: path.len(), ..whole }, node, problems);
}

fn set(node: &mut Node, steps: &[&str], span: Span, new: Node, problems: &mut Problems) {
    let Some((&step, rest)) = steps.split_first() else {
        *node = new;
        return;
    };
    if step.is_empty() {
        problems.push(span, "this path has an empty step", "write population.field=value");
        return;
    }
    // A value that was left to its default has nothing to descend into yet.
    match &mut node.value {
        Value::Record { fields: entries, .. } => {
            let at = entries.iter().position(|e| e.name == step).unwrap_or_else(|| {
                let blank = Node { span, value: Value::Record { name: None, fields: Vec::new() } };
                entries.push(Entry { name: step.into(), name_span: span, node: blank });
                entries.len() - 1
            });
            set(&mut entries[at].node, rest, span, new, problems);
        }
        Value::Map(entries) => match entries.iter().position(|e| e.name == step) {
            Some(at) => set(&mut entries[at].node, rest, span, new, problems),
            None => {
                let help = suggest::help(step, entries.iter().map(|e| e.name.as_str()));
                problems.push(span, format!("`{step}` does not exist"), help);
            }
        },
        Value::List(items) | Value::Tuple { items, .. } => {
            let count = items.len();
            match step.parse::<usize>().ok().and_then(|i| items.get_mut(i)) {
                Some(item) => set(item, rest, span, new, problems),
                None => problems.push(
                    span,
                    format!("`{step}` does not exist"),
                    format!("legal here: 0 to {}", count.max(1) - 1),
                ),
            }
        }
        other => {
            let kind = other.kind();
            problems.push(span, format!("{kind} has no field `{step}`"), "shorten the path");
        }
    }
}
