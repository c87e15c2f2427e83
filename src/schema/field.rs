//! The traits by which a value is read from the tree, written back, and described.

use super::doc::{RecordDoc, WordDoc};
use super::document::{Entry, Node, Value};
use super::problem::Problems;
use super::rule::Rule;
use super::suggest;
use std::collections::HashSet;

/// A type that can stand as a field's value in a circuit file.
pub trait Field: Sized + Clone {
    /// Reads it; on a mistake pushes the problem and returns `None`.
    fn read(node: &Node, rule: &Rule, problems: &mut Problems) -> Option<Self>;
    /// Writes it so that [`Field::read`] gives it back exactly.
    fn write(&self) -> Value;
    /// The legal values in words.
    fn legal(rule: &Rule) -> String;
    /// The words that can stand here and what they mean, if it is one of some words.
    fn words() -> Vec<WordDoc> {
        Vec::new()
    }
}

/// A set of named fields: `name(field: value, …)`.
pub trait Record: Sized + Clone {
    /// The name written before the brackets.
    const NAME: &'static str;
    /// What it is, and its fields.
    fn doc() -> RecordDoc;
    /// Reads the fields; every mistake is pushed, and one is enough for `None`.
    fn read_fields(entries: &[Entry], problems: &mut Problems) -> Option<Self>;
    /// Writes all fields.
    fn write_fields(&self) -> Vec<Entry>;
}

/// One of several records, told apart by name: a registry.
pub trait Choice: Sized {
    /// The records, one a variant.
    fn options() -> Vec<RecordDoc>;
}

/// The fields of a node that should be the record `name`; the name may be left out.
pub fn entries_of<'a>(node: &'a Node, name: &str, problems: &mut Problems) -> Option<&'a [Entry]> {
    match &node.value {
        Value::Record { name: None, fields } => Some(fields),
        Value::Record { name: Some(written), fields } if written == name => Some(fields),
        Value::Tuple { items, .. } if !items.is_empty() => {
            problems.push(items[0].span, "a field name is missing here", "write field: value");
            None
        }
        other => {
            problems.push(node.span, format!("expected {name}(…), found {}", other.kind()), format!("write {name}(…)"));
            None
        }
    }
}

/// Reports fields that are not in `legal`, and fields given twice.
pub fn check_names(entries: &[Entry], legal: &[&'static str], problems: &mut Problems) -> bool {
    let before = problems.count();
    let mut seen = HashSet::new();
    for entry in entries {
        if !legal.contains(&entry.name.as_str()) {
            let help = match legal {
                [] => "it has no fields".into(),
                legal => suggest::help(&entry.name, legal.iter().copied()),
            };
            problems.push(entry.name_span, format!("unknown field `{}`", entry.name), help);
        } else if !seen.insert(&entry.name) {
            problems.push(entry.name_span, format!("the field `{}` is given twice", entry.name), "keep one of them");
        }
    }
    problems.count() == before
}

/// Reads one field of a record. `None` means that a problem was pushed.
pub fn read_field<T: Field>(
    entries: &[Entry],
    name: &'static str,
    rule: &Rule,
    default: Option<T>,
    problems: &mut Problems,
) -> Option<T> {
    match entries.iter().find(|entry| entry.name == name) {
        Some(entry) => problems.inside(name, |problems| T::read(&entry.node, rule, problems)),
        None => default,
    }
}

/// Writes one field of a record.
pub fn write_field<T: Field>(name: &'static str, value: &T) -> Entry {
    Entry { name: name.into(), name_span: Default::default(), node: Node::made(value.write()) }
}

/// The name of the record or word that stands at `node`.
pub fn name_of<'a>(node: &'a Node, problems: &mut Problems, legal: impl Fn() -> Vec<&'static str>) -> Option<&'a str> {
    match &node.value {
        Value::Record { name: Some(name), .. } | Value::Tuple { name: Some(name), .. } => Some(name),
        other => {
            let help = match other {
                Value::Text(text) if legal().contains(&text.as_str()) => format!("write {text} without quotes"),
                _ => suggest::help("", legal()),
            };
            problems.push(node.span, format!("expected a name, found {}", other.kind()), help);
            None
        }
    }
}
