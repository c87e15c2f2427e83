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

    /// The path, as it is written.
    pub fn path(&self) -> &str {
        self.text.split('=').next().unwrap_or_default().trim()
    }

    /// A path and a value that were made of `OPTION written`. Messages quote `written`, if it is a value itself, and not what
    /// was made.
    pub fn made(path: &str, value: &str, option: &str, written: &str) -> Override {
        let quoted = if parse::parse(written, 0).is_ok() { written } else { "" };
        Override { text: format!("{path}={value}"), name: format!("{option} {written}"), written: Some(quoted.into()) }
    }
}

/// What paths mean beyond the tree itself.
#[derive(Debug, Clone, Default)]
pub struct Paths {
    /// Lists whose items have names besides their places, and the names in order. No name is a number.
    pub names: Vec<(&'static str, Vec<String>)>,
    /// Records, `LIST.*` for the items of a list, of whose two fields one at most is given.
    pub exclusive: Vec<(&'static str, [&'static str; 2])>,
}

impl Paths {
    /// The place in the list at `list` of what is called `step`; `step` itself where that is no name.
    fn place(&self, list: &str, step: &str) -> Result<String, (String, String)> {
        let Some((_, names)) = self.names.iter().find(|(known, _)| *known == list) else { return Ok(step.into()) };
        if step.is_empty() || step.parse::<usize>().is_ok() {
            return Ok(step.into());
        }
        let mut found = names.iter().enumerate().filter(|(_, name)| *name == step).map(|(place, _)| place);
        match (found.next(), found.next()) {
            (Some(place), None) => Ok(place.to_string()),
            (Some(first), Some(second)) => Err((
                format!("several of the {list} are called `{step}`"),
                format!("write the place of one of them: {list}.{first}, {list}.{second}, …"),
            )),
            (None, _) => {
                let help = suggest::help(step, names.iter().map(String::as_str));
                Err((format!("`{step}` is the name of none of the {list}"), help))
            }
        }
    }

    /// The path in which every item of a list goes by its place.
    pub fn canonical(&self, path: &str) -> String {
        let mut steps: Vec<String> = Vec::new();
        for step in path.split('.').map(str::trim) {
            steps.push(self.place(&steps.join("."), step).unwrap_or_else(|_| step.into()));
        }
        steps.join(".")
    }

    /// The path of the field that cannot be given beside the one at `steps`.
    fn rival(&self, steps: &[String]) -> Option<Vec<String>> {
        let (field, record) = steps.split_last()?;
        let is = |of: &str| {
            let of: Vec<&str> = of.split('.').collect();
            of.len() == record.len() && of.iter().zip(record).all(|(of, step)| *of == "*" || of == step)
        };
        let (_, [a, b]) = self.exclusive.iter().find(|(of, fields)| fields.contains(&field.as_str()) && is(of))?;
        let other = if field == a { b } else { a };
        Some(record.iter().cloned().chain([other.to_string()]).collect())
    }
}

/// Applies `path=value` to `tree`. Missing fields are created (reading then checks their names); a bare word that
/// names a record with fields replaces the whole value. A field that is given takes the place of the one that cannot stand
/// beside it, unless that was given by an override too.
pub fn apply(tree: &mut Node, change: &Override, paths: &Paths, problems: &mut Problems) {
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
    let at = Span { end: path.len(), ..whole };
    let mut steps: Vec<String> = Vec::new();
    for step in path.split('.').map(str::trim) {
        match paths.place(&steps.join("."), step) {
            Ok(place) => steps.push(place),
            Err((message, help)) => return problems.push(at, message, help),
        }
    }
    // Places in a value that was made mean nothing to anyone: those in what it was made of do.
    let written = change.written.as_ref().map(|written| {
        let nothing = Node { span: Span { source, ..Span::default() }, value: Value::word("") };
        parse::parse(written, source).unwrap_or(nothing)
    });
    problems.index(&steps.join("."), written.as_ref().unwrap_or(&node));
    let (none, before) = (Value::word("None"), problems.count());
    let is_given = node.value != none;
    set(tree, &steps, at, node, problems);
    if let Some(rival) = paths.rival(&steps).filter(|rival| is_given && !problems.is_overridden(&rival.join(".")))
        && problems.count() == before
    {
        set(tree, &rival, at, Node { span: at, value: none }, problems);
    }
}

fn set(node: &mut Node, steps: &[String], span: Span, new: Node, problems: &mut Problems) {
    let Some((step, rest)) = steps.split_first() else {
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
            let at = entries.iter().position(|e| e.name == *step).unwrap_or_else(|| {
                let blank = Node { span, value: Value::Record { name: None, fields: Vec::new() } };
                entries.push(Entry { name: step.clone(), name_span: span, node: blank });
                entries.len() - 1
            });
            set(&mut entries[at].node, rest, span, new, problems);
        }
        Value::Map(entries) => match entries.iter().position(|e| e.name == *step) {
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
