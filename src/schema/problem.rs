//! What is wrong with a circuit file: every problem at once, each with its place.

use super::document::{Node, Span, Value};
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use std::collections::HashMap;

/// One mistake of the user's, and how to mend it.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// Where it stands.
    pub span: Span,
    /// Which value, as a path: `populations.h1.size`.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// What to do: legal values, the nearest name. May be empty.
    pub help: String,
}

/// A text that problems point into.
#[derive(Debug, Clone)]
pub struct Source {
    /// The file's path, or `--set …`.
    pub name: String,
    /// The whole text.
    pub text: String,
}

/// The problems found so far, with the texts and the index from path to place that locate them.
#[derive(Debug, Clone, Default)]
pub struct Problems {
    sources: Vec<Source>,
    places: HashMap<String, Span>,
    list: Vec<Problem>,
    path: Vec<String>,
}

impl Problems {
    /// Adds a text and returns its index (see [`Span::source`]).
    pub fn add_source(&mut self, name: &str, text: &str) -> usize {
        self.sources.push(Source { name: name.into(), text: text.into() });
        self.sources.len() - 1
    }

    /// The texts, in the order in which they were added.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// Indexes every path of `tree`, so that [`Problems::at`] can find it later.
    pub fn index(&mut self, tree: &Node) {
        self.places.clear();
        index(tree, &mut String::new(), &mut self.places);
    }

    /// Goes one step down: what is pushed inside `body` is about `name` of the present path.
    pub fn inside<T>(&mut self, name: &str, body: impl FnOnce(&mut Problems) -> T) -> T {
        self.path.push(name.into());
        let result = body(self);
        self.path.pop();
        result
    }

    /// Reports a problem at a known place, under the present path.
    pub fn push(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        let path = self.path.join(".");
        self.list.push(Problem { span, path, message: message.into(), help: help.into() });
    }

    /// Reports a problem about `path`, or about its nearest ancestor that was written.
    pub fn at(&mut self, path: &str, message: impl Into<String>, help: impl Into<String>) {
        let mut known = path;
        let span = loop {
            if let Some(span) = self.places.get(known) {
                break *span;
            }
            match known.rfind('.') {
                Some(dot) => known = &known[..dot],
                None => break self.places.get("").copied().unwrap_or_default(),
            }
        };
        self.list.push(Problem { span, path: path.into(), message: message.into(), help: help.into() });
    }

    /// Takes over another file's problems, with their texts.
    pub fn append(&mut self, other: Problems) {
        let shift = self.sources.len();
        self.sources.extend(other.sources);
        self.list.extend(other.list.into_iter().map(|mut problem| {
            problem.span.source += shift;
            problem
        }));
    }

    /// All of them, in the order in which they were found.
    pub fn list(&self) -> &[Problem] {
        &self.list
    }

    /// True when nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The file, line and column of a problem; both counted from 1, columns in characters.
    pub fn place(&self, problem: &Problem) -> (&str, usize, usize) {
        let Some(source) = self.sources.get(problem.span.source) else {
            return ("", 0, 0);
        };
        let end = floor_char_boundary(&source.text, problem.span.start);
        let before = &source.text[..end];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        (&source.name, line, column)
    }

    /// The report for a person: each problem with its line of the file, a caret and its help.
    pub fn render(&self, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        self.list.iter().map(|p| self.render_one(&renderer, p)).collect::<Vec<_>>().join("\n\n")
    }

    fn render_one(&self, renderer: &Renderer, problem: &Problem) -> String {
        let title = match problem.path.as_str() {
            "" => problem.message.clone(),
            path => format!("{path}: {}", problem.message),
        };
        let mut group =
            Level::ERROR.primary_title(title).elements(Vec::<Snippet<'_, annotate_snippets::Annotation<'_>>>::new());
        if let Some(source) = self.sources.get(problem.span.source) {
            let start = floor_char_boundary(&source.text, problem.span.start);
            let first_line = source.text[start..].find('\n').map_or(source.text.len(), |n| start + n);
            // A record over many lines is underlined on its first line only.
            let end = floor_char_boundary(&source.text, problem.span.end).clamp(start, first_line.max(start));
            group = group.element(
                Snippet::source(source.text.as_str())
                    .path(source.name.as_str())
                    .annotation(AnnotationKind::Primary.span(start..end)),
            );
        }
        if !problem.help.is_empty() {
            group = group.element(Level::HELP.message(problem.help.clone()));
        }
        renderer.render(&[group])
    }
}

fn floor_char_boundary(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn index(node: &Node, path: &mut String, places: &mut HashMap<String, Span>) {
    places.entry(path.clone()).or_insert(node.span);
    let mut child = |name: &str, node: &Node| {
        let length = path.len();
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(name);
        index(node, path, places);
        path.truncate(length);
    };
    match &node.value {
        Value::Map(entries) | Value::Record { fields: entries, .. } => {
            entries.iter().for_each(|entry| child(&entry.name, &entry.node));
        }
        Value::List(items) | Value::Tuple { items, .. } => {
            items.iter().enumerate().for_each(|(i, item)| child(&i.to_string(), item));
        }
        _ => {}
    }
}
