//! What stands in brackets: lists, maps, records.

use super::{Parsed, Parser, SyntaxError};
use crate::schema::document::{Entry, Node, Span, Value};

impl Parser<'_> {
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
                    let help = format!("close it with `{close}`");
                    return Err(self.error_from(open, "this bracket is never closed", help));
                }
                _ => items.push(item(self)?),
            }
            let end = self.at;
            self.skip_blank()?;
            if !self.eat(",") && self.peek().is_some_and(|c| c != close) {
                self.at = end;
                let message = format!("a `,` or `{close}` should follow here");
                return Err(self.error_from(end, message, "items are separated by commas"));
            }
        }
    }

    pub fn list(&mut self) -> Parsed<Value> {
        Ok(Value::List(self.items(']', Self::value)?))
    }

    pub fn map(&mut self) -> Parsed<Value> {
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
    pub fn fields(&mut self, name: Option<String>) -> Parsed<Value> {
        enum Item {
            Field(Entry),
            Bare(Node),
        }
        let items = self.items(')', |p| {
            let at = p.at;
            if p.peek().is_some_and(|c| c.is_alphabetic() || c == '_') {
                let field = p.name()?.to_string();
                let span = p.span_from(at);
                p.skip_blank()?;
                if p.peek().is_some_and(|c| !",()".contains(c)) {
                    return p.after_colon(field, span).map(Item::Field);
                }
                p.at = at;
            }
            p.value().map(Item::Bare)
        })?;
        let (mut fields, mut bare) = (Vec::new(), Vec::new());
        for item in items {
            match item {
                Item::Field(entry) => fields.push(entry),
                Item::Bare(node) => bare.push(node),
            }
        }
        match bare.first() {
            None => Ok(Value::Record { name, fields }),
            Some(_) if fields.is_empty() => Ok(Value::Tuple { name, items: bare }),
            Some(first) => Err(SyntaxError {
                span: first.span,
                message: "this value has no field name, its neighbours have one".into(),
                help: "write field: value".into(),
            }),
        }
    }
}
