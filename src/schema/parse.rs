//! Text to tree: the part of RON that circuit files use, keeping every span.
//!
//! The `ron` crate reads the same language but keeps no spans of values and stops at its first error; it serves the
//! tests as the authority that what we accept is RON.

use super::document::{Entry, Node, Span, Value};

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
    let node = parser.value()?;
    parser.skip_blank()?;
    match parser.peek() {
        None => Ok(node),
        Some(c) => Err(parser.error(format!("unexpected `{c}` after the end of the circuit"), "one value per file")),
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    source: usize,
    depth: usize,
}

type Parsed<T> = Result<T, SyntaxError>;

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn eat(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
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

    fn skip_blank(&mut self) -> Parsed<()> {
        loop {
            let start = self.at;
            self.at += self.rest().len() - self.rest().trim_start().len();
            if self.eat("//") {
                self.at += self.rest().find('\n').unwrap_or(self.rest().len());
            } else if self.eat("/*") {
                self.block_comment(start)?;
            }
            if self.at == start {
                return Ok(());
            }
        }
    }

    fn block_comment(&mut self, start: usize) -> Parsed<()> {
        let mut depth = 1;
        while depth > 0 {
            if self.eat("/*") {
                depth += 1;
            } else if self.eat("*/") {
                depth -= 1;
            } else if let Some(c) = self.peek() {
                self.at += c.len_utf8();
            } else {
                return Err(self.error_from(start, "this comment is never closed", "close it with `*/`"));
            }
        }
        Ok(())
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
            Some(c) => {
                let help = "a value is a number, \"text\", true, false, [list], {map}, name or name(field: value)";
                return Err(self.error(format!("unexpected `{c}`"), help));
            }
        };
        self.depth -= 1;
        Ok(Node { span: self.span_from(start), value })
    }

    fn name(&mut self) -> &str {
        let start = self.at;
        let length = self.rest().find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(self.rest().len());
        self.at += length;
        &self.text[start..self.at]
    }

    fn word(&mut self) -> Parsed<Value> {
        let name = self.name().to_string();
        match name.as_str() {
            "true" => return Ok(Value::Bool(true)),
            "false" => return Ok(Value::Bool(false)),
            "inf" | "NaN" => return Ok(Value::Number(name)),
            _ => {}
        }
        let end = self.at;
        self.skip_blank()?;
        if self.peek() == Some('(') {
            return self.fields(Some(name));
        }
        self.at = end;
        Ok(Value::Record { name: Some(name), fields: Vec::new() })
    }

    fn number(&mut self) -> Parsed<Value> {
        let start = self.at;
        while let Some(c) = self.peek() {
            let sign_of_exponent = "+-".contains(c) && (self.at == start || self.text[..self.at].ends_with(['e', 'E']));
            if !(c.is_ascii_alphanumeric() || "._".contains(c) || sign_of_exponent) {
                break;
            }
            self.at += c.len_utf8();
        }
        let text = &self.text[start..self.at];
        let plain = text.replace('_', "");
        let digits_first = plain.trim_start_matches(['+', '-']).starts_with(|c: char| c.is_ascii_digit() || c == '.');
        let word = plain.trim_start_matches(['+', '-']);
        if !(digits_first && plain.parse::<f64>().is_ok() || word == "inf" || word == "NaN") {
            let help = match text.find(|c: char| c.is_ascii_alphabetic() && c != 'e' && c != 'E') {
                Some(unit) => format!("a quantity with a unit is text: \"{} {}\"", &text[..unit], &text[unit..]),
                None => "write 20, -0.5 or 1e-3".into(),
            };
            return Err(self.error_from(start, format!("`{text}` is not a number"), help));
        }
        Ok(Value::Number(plain))
    }

    fn text_literal(&mut self) -> Parsed<String> {
        let start = self.at;
        self.at += 1;
        let mut out = String::new();
        loop {
            let Some(c) = self.peek() else {
                self.at = start + 1;
                return Err(self.error_from(start, "this text is never closed", "close it with `\"`"));
            };
            self.at += c.len_utf8();
            match c {
                '"' => return Ok(out),
                '\\' => out.push_str(&self.escape()?),
                c => out.push(c),
            }
        }
    }

    fn escape(&mut self) -> Parsed<String> {
        let start = self.at - 1;
        let Some(c) = self.peek() else {
            return Ok(String::new());
        };
        self.at += c.len_utf8();
        let simple = match c {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            '0' => '\0',
            '\\' | '"' | '\'' => c,
            'u' => return self.unicode_escape(start),
            '\n' => {
                self.at += self.rest().len() - self.rest().trim_start().len();
                return Ok(String::new());
            }
            c => {
                let help = r#"known: \n \t \r \0 \\ \" \' \u{1F600}"#;
                return Err(self.error_from(start, format!("unknown escape `\\{c}`"), help));
            }
        };
        Ok(simple.to_string())
    }

    fn unicode_escape(&mut self, start: usize) -> Parsed<String> {
        let inner = self.rest().strip_prefix('{').and_then(|rest| rest.split_once('}')).map(|(hex, _)| hex.to_string());
        let found = inner.as_deref().and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
        match (inner, found) {
            (Some(hex), Some(c)) => {
                self.at += hex.len() + 2;
                Ok(c.to_string())
            }
            _ => Err(self.error_from(start, "not a character's code", r"write \u{3B1}")),
        }
    }

    fn raw_text(&mut self) -> Parsed<String> {
        let start = self.at;
        self.at += 1;
        let hashes = self.rest().len() - self.rest().trim_start_matches('#').len();
        self.at += hashes;
        let closing = format!("\"{}", "#".repeat(hashes));
        if !self.eat("\"") {
            return Err(self.error_from(start, "not a text", "write r#\"…\"#"));
        }
        let Some(length) = self.rest().find(&closing) else {
            return Err(self.error_from(start, "this text is never closed", format!("close it with `{closing}`")));
        };
        let text = self.rest()[..length].to_string();
        self.at += length + closing.len();
        Ok(text)
    }

    /// Items up to `close`, a comma between them, a trailing one allowed.
    fn items<T>(&mut self, close: char, mut item: impl FnMut(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        let open = self.at;
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.skip_blank()?;
            match self.peek() {
                Some(c) if c == close => {
                    self.at += c.len_utf8();
                    return Ok(items);
                }
                None => {
                    self.at = open + 1;
                    return Err(self.error_from(
                        open,
                        "this bracket is never closed",
                        format!("close it with `{close}`"),
                    ));
                }
                _ => items.push(item(self)?),
            }
            self.skip_blank()?;
            if !self.eat(",") && self.peek().is_some_and(|c| c != close) {
                return Err(
                    self.error(format!("a `,` or `{close}` should stand here"), "items are separated by commas")
                );
            }
        }
    }

    fn list(&mut self) -> Parsed<Value> {
        Ok(Value::List(self.items(']', Self::value)?))
    }

    fn map(&mut self) -> Parsed<Value> {
        let entries = self.items('}', |p| {
            let key = p.value()?;
            let name = match key.value {
                Value::Text(text) => text,
                Value::Record { name: Some(name), fields } if fields.is_empty() => name,
                other => {
                    let message = format!("a key is a name, not {}", other.kind());
                    return Err(SyntaxError { span: key.span, message, help: "write \"name\": value".into() });
                }
            };
            p.after_colon(name, key.span)
        })?;
        Ok(Value::Map(entries))
    }

    fn after_colon(&mut self, name: String, name_span: Span) -> Parsed<Entry> {
        self.skip_blank()?;
        if !self.eat(":") {
            return Err(self.error(format!("a `:` should follow `{name}`"), format!("write {name}: value")));
        }
        self.skip_blank()?;
        Ok(Entry { name, name_span, node: self.value()? })
    }

    /// `(name: value, …)` or `(value, …)`, after an optional record name.
    fn fields(&mut self, name: Option<String>) -> Parsed<Value> {
        enum Item {
            Field(Entry),
            Bare(Node),
        }
        let start = self.at;
        let items = self.items(')', |p| {
            let at = p.at;
            if p.peek().is_some_and(|c| c.is_alphabetic() || c == '_') {
                let field = p.name().to_string();
                let span = p.span_from(at);
                p.skip_blank()?;
                if p.peek() == Some(':') {
                    return p.after_colon(field, span).map(Item::Field);
                }
                p.at = at;
            }
            p.value().map(Item::Bare)
        })?;
        let count = items.len();
        let mut fields = Vec::new();
        let mut bare = Vec::new();
        for item in items {
            match item {
                Item::Field(entry) => fields.push(entry),
                Item::Bare(node) => bare.push(node),
            }
        }
        match (fields.len() == count, bare.len() == count) {
            (true, _) => Ok(Value::Record { name, fields }),
            (_, true) => Ok(Value::Tuple { name, items: bare }),
            _ => Err(SyntaxError {
                span: bare.first().map_or(self.span_from(start), |node| node.span),
                message: "this value has no field name, its neighbours have one".into(),
                help: "write field: value".into(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ok(text: &str) -> Value {
        parse(text, 0).unwrap_or_else(|e| panic!("{text}: {}", e.message)).value
    }

    #[test]
    fn every_value_remembers_its_bytes() {
        let text = "Circuit(a: 1_000, // note\n b: [tanh, \"x\"])";
        let tree = parse(text, 3).unwrap();
        let entry = tree.get("a").unwrap();
        assert_eq!(&text[entry.node.span.start..entry.node.span.end], "1_000");
        assert_eq!(entry.node.span.source, 3);
        assert_eq!(entry.node.value, Value::Number("1000".into()));
        let Value::List(items) = &tree.get("b").unwrap().node.value else { panic!("a list") };
        assert_eq!(&text[items[0].span.start..items[0].span.end], "tanh");
    }

    #[test]
    fn words_records_and_tuples_are_told_apart() {
        assert_eq!(ok("tanh"), Value::word("tanh"));
        assert_eq!(ok("tanh()"), Value::word("tanh"));
        assert!(matches!(ok("Some(3)"), Value::Tuple { name: Some(n), .. } if n == "Some"));
        assert!(matches!(ok("{ \"a\": 1, b: 2 }"), Value::Map(m) if m.len() == 2));
        assert_eq!(ok(r##"r#"a"b"#"##), Value::Text("a\"b".into()));
        assert_eq!(ok(r#""\u{3b1}\n""#), Value::Text("α\n".into()));
        assert_eq!(ok("/* a /* nested */ comment */ -inf"), Value::Number("-inf".into()));
    }

    #[test]
    fn broken_text_is_refused_where_it_breaks() {
        for (text, at) in
            [("(a: 1", 0), ("(a 1)", 3), ("[1 2]", 3), ("\"abc", 0), ("(a: 20ms)", 4), ("1 2", 2), ("", 0)]
        {
            let error = parse(text, 0).expect_err(text);
            assert_eq!(error.span.start, at, "{text}: {}", error.message);
        }
        assert!(parse(&"[".repeat(100_000), 0).is_err());
    }
}
