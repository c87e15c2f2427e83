//! Problems as a person reads them: each with its line, a caret, and what to do.

use super::{Problem, Problems, Source};
use annotate_snippets::{Annotation, AnnotationKind, Level, Origin, Renderer, Snippet};

/// One line of a text, and a problem's place in it.
struct Line<'a> {
    text: &'a str,
    /// Counted from 1.
    number: usize,
    /// Bytes from the line's beginning. A value over many lines is underlined on its first one only.
    start: usize,
    end: usize,
}

impl Source {
    fn line(&self, problem: &Problem) -> Line<'_> {
        let start = floor_char_boundary(&self.text, problem.span.start);
        let first = self.text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let last = self.text[start..].find('\n').map_or(self.text.len(), |length| start + length);
        let text = self.text[first..last].trim_end_matches('\r');
        let end = floor_char_boundary(&self.text, problem.span.end).clamp(start, last.max(start)) - first;
        let (start, end) = ((start - first).min(text.len()), end.min(text.len()));
        Line { text, number: self.text[..first].matches('\n').count() + 1, start, end }
    }
}

impl Problems {
    /// The file, line and column of a problem; both counted from 1, columns in characters.
    pub fn place(&self, problem: &Problem) -> (&str, usize, usize) {
        match self.sources.get(problem.span.source) {
            None => ("", 0, 0),
            Some(source) => {
                let line = source.line(problem);
                (&source.name, line.number, line.text[..line.start].chars().count() + 1)
            }
        }
    }

    /// The report for a person: each problem with its line of the file, a caret and its help, and how many there are.
    pub fn render(&self, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let reports: String = self.list.iter().map(|p| self.render_one(&renderer, Level::ERROR, p) + "\n\n").collect();
        let listed = self.list.len();
        match self.count {
            1 => reports + "1 problem found",
            count if count == listed => format!("{reports}{count} problems found"),
            count => format!("{reports}{count} problems found; the first {listed} are shown"),
        }
    }

    /// The same of what is no mistake, but should be known: warnings, and not how many there are.
    pub fn render_warnings(&self, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let reports = self.list.iter().map(|p| self.render_one(&renderer, Level::WARNING, p));
        reports.collect::<Vec<_>>().join("\n\n")
    }

    fn render_one(&self, renderer: &Renderer, level: Level<'static>, problem: &Problem) -> String {
        let title = match problem.path.as_str() {
            "" => problem.message.clone(),
            path => format!("{path}: {}", problem.message),
        };
        let mut group = level.primary_title(title).elements(Vec::<Snippet<'_, Annotation<'_>>>::new());
        match self.sources.get(problem.span.source) {
            // A file that is empty, or could not be read.
            Some(source) if source.text.is_empty() => group = group.element(Origin::path(source.name.as_str())),
            Some(source) => {
                let line = source.line(problem);
                let snippet = Snippet::source(line.text).line_start(line.number).path(source.name.as_str());
                group = group.element(snippet.annotation(AnnotationKind::Primary.span(line.start..line.end)));
            }
            None => {}
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
