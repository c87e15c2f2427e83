//! Text to tree: the part of RON that circuit files use, keeping every span.
//!
//! The `ron` crate reads the same language but keeps no spans of values and stops at its first error; it serves the
//! tests as the authority that what we accept is RON.

mod blank;
mod group;
mod literal;

use super::document::{Node, Span, Value};

/// Deeper nesting than this is refused: no circuit needs it, and the reader recurses.
const MAX_DEPTH: usize = 64;

/// A place where the text is not RON, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct SyntaxError {
    /// Where.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

/// Parses a whole document; `source` is the index under which spans refer to `text`.
pub fn parse(text: &str, source: usize) -> Result<Node, SyntaxError> {
    let mut parser = Parser { text, at: 0, source, depth: 0 };
    parser.skip_blank()?;
    if parser.peek().is_none() {
        let help = "a circuit file holds Circuit(task: …, populations: {…}, projections: […])";
        return Err(parser.error("nothing is written here", help));
    }
    let node = parser.value()?;
    parser.skip_blank()?;
    match parser.peek() {
        None => Ok(node),
        Some(c) => Err(parser.error(format!("unexpected {} after the end of the value", shown(c)), "remove the rest")),
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    source: usize,
    depth: usize,
}

type Parsed<T> = Result<T, SyntaxError>;

/// A character in a message; those that leave no ink by their code.
fn shown(c: char) -> String {
    match c {
        c if c.is_control() || (c.is_whitespace() && c != ' ') || "\u{feff}\u{200b}".contains(c) => {
            format!("invisible character U+{:04X}", c as u32)
        }
        c => format!("`{c}`"),
    }
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn eat(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    /// Takes the longest run of characters that `belongs` accepts.
    fn take_while(&mut self, belongs: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn span_from(&self, start: usize) -> Span {
        Span { source: self.source, start, end: self.at }
    }

    fn error(&self, message: impl Into<String>, help: impl Into<String>) -> SyntaxError {
        let width = self.peek().map_or(0, char::len_utf8);
        let span = Span { source: self.source, start: self.at, end: self.at + width };
        SyntaxError { span, message: message.into(), help: help.into() }
    }

    fn error_from(&self, start: usize, message: impl Into<String>, help: impl Into<String>) -> SyntaxError {
        SyntaxError { span: self.span_from(start), message: message.into(), help: help.into() }
    }

    fn value(&mut self) -> Parsed<Node> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.error(format!("nested deeper than {MAX_DEPTH} levels"), "no circuit needs this"));
        }
        let start = self.at;
        let value = match self.peek() {
            None => {
                return Err(self.error("the text ends where a value should stand", "the file may be cut short"));
            }
            Some('"') => Value::Text(self.text_literal()?),
            Some('[') => self.list()?,
            Some('{') => self.map()?,
            Some('(') => self.fields(None)?,
            Some('r') if self.rest().starts_with("r\"") || self.rest().starts_with("r#") => {
                Value::Text(self.raw_text()?)
            }
            Some(c) if c.is_ascii_digit() || "+-.".contains(c) => self.number()?,
            Some(c) if c.is_alphabetic() || c == '_' => self.word()?,
            Some('#') => {
                return Err(self.error("extensions (`#![…]`) are not used in circuit files", "remove this line"));
            }
            Some('\'') => {
                return Err(self.error("unexpected `'`", "text stands between double quotes: \"…\""));
            }
            Some(c) => {
                let help = "a value is a number, \"text\", true, false, [list], {map}, name or name(field: value)";
                return Err(self.error(format!("unexpected {}", shown(c)), help));
            }
        };
        self.depth -= 1;
        Ok(Node { span: self.span_from(start), value })
    }
}

#[cfg(test)]
mod tests;
