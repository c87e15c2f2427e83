//! What is wrong with a circuit file: every problem at once, each with its place.

mod places;
mod report;

use super::document::{Node, Span};
use places::Places;

/// More problems than this are counted, not listed.
pub const MOST_LISTED: usize = 100;

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
    places: Places,
    list: Vec<Problem>,
    count: usize,
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

    /// Remembers where the value at `path` and all below it stand, so that [`Problems::at`] can find them later.
    pub fn index(&mut self, path: &str, node: &Node) {
        self.places.replace(path, node);
    }

    /// True where the user gave the value at `path`, which else has its default.
    pub fn is_written(&self, path: &str) -> bool {
        self.places.get(path).is_some()
    }

    /// True where the value at `path` stands in an override.
    pub fn is_overridden(&self, path: &str) -> bool {
        self.places.get(path).is_some_and(|span| span.source > 0)
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
        self.add(Problem { span, path, message: message.into(), help: help.into() });
    }

    /// Reports a problem about `path`, or about its nearest ancestor that was written.
    pub fn at(&mut self, path: &str, message: impl Into<String>, help: impl Into<String>) {
        let span = self.places.nearest(path);
        self.add(Problem { span, path: path.into(), message: message.into(), help: help.into() });
    }

    fn add(&mut self, problem: Problem) {
        self.count += 1;
        if self.list.len() < MOST_LISTED {
            self.list.push(problem);
        }
    }

    /// Takes over another file's problems, with their texts.
    pub fn append(&mut self, other: Problems) {
        let shift = self.sources.len();
        self.sources.extend(other.sources);
        self.count += other.count;
        self.list.extend(other.list.into_iter().map(|mut problem| {
            problem.span.source += shift;
            problem
        }));
    }

    /// The first of them, in the order in which they were found.
    pub fn list(&self) -> &[Problem] {
        &self.list
    }

    /// How many were found, listed or not.
    pub fn count(&self) -> usize {
        self.count
    }

    /// True when nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}
