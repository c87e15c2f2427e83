//! Names, numbers and texts.

use super::blank::is_blank;
use super::{Parsed, Parser};
use crate::schema::document::Value;

impl<'a> Parser<'a> {
    pub fn name(&mut self) -> Parsed<&'a str> {
        let start = self.at;
        let name = self.take_while(|c| c.is_alphanumeric() || c == '_');
        match name.is_ascii() {
            true => Ok(name),
            false => Err(self.error_from(
                start,
                format!("`{name}` is not a name"),
                "a name without quotes has the letters a to z, digits and `_`; other names stand in \"…\"",
            )),
        }
    }

    pub fn word(&mut self) -> Parsed<Value> {
        let name = self.name()?.to_string();
        match name.as_str() {
            "true" => return Ok(Value::Bool(true)),
            "false" => return Ok(Value::Bool(false)),
            "inf" | "NaN" => return Ok(Value::Number(name)),
            _ => {}
        }
        let (start, end) = (self.at - name.len(), self.at);
        self.skip_blank()?;
        let opens = self.peek() == Some('(') && name != "None";
        let is_some = name == "Some";
        let value = match opens {
            true => self.fields(Some(name))?,
            false => {
                self.at = end;
                Value::Record { name: Some(name), fields: Vec::new() }
            }
        };
        match &value {
            Value::Tuple { items, .. } if is_some && items.len() == 1 => Ok(value),
            _ if is_some => Err(self.error_from(start, "`Some` holds one value", "write the value alone")),
            _ => Ok(value),
        }
    }

    pub fn number(&mut self) -> Parsed<Value> {
        let start = self.at;
        while let Some(c) = self.peek() {
            let sign_of_exponent = "+-".contains(c) && (self.at == start || self.text[..self.at].ends_with(['e', 'E']));
            if !(c.is_alphanumeric() || "._%".contains(c) || sign_of_exponent) {
                break;
            }
            self.at += c.len_utf8();
        }
        let text = &self.text[start..self.at];
        let plain = text.replace('_', "");
        if is_number(&plain) && digits_meet(text) {
            return Ok(Value::Number(plain));
        }
        let help = match text.find(|c: char| c.is_alphabetic() && c != 'e' && c != 'E' || c == '%') {
            Some(unit) => format!("a quantity with a unit is text: \"{} {}\"", &text[..unit], &text[unit..]),
            None => "write 20, -0.5 or 1e-3".into(),
        };
        Err(self.error_from(start, format!("`{text}` is not a number"), help))
    }

    pub fn text_literal(&mut self) -> Parsed<String> {
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
                '\\' => out.extend(self.escape()?),
                c => out.push(c),
            }
        }
    }

    fn escape(&mut self) -> Parsed<Option<char>> {
        let start = self.at - 1;
        let Some(c) = self.peek() else { return Ok(None) };
        self.at += c.len_utf8();
        match c {
            'n' => Ok(Some('\n')),
            't' => Ok(Some('\t')),
            'r' => Ok(Some('\r')),
            '0' => Ok(Some('\0')),
            '\\' | '"' | '\'' => Ok(Some(c)),
            'u' => self.unicode_escape(start).map(Some),
            '\n' => {
                self.take_while(is_blank);
                Ok(None)
            }
            c => {
                let help = r#"known: \n \t \r \0 \\ \" \' \u{1F600}; a Windows path is written C:/folder"#;
                Err(self.error_from(start, format!("unknown escape `\\{c}`"), help))
            }
        }
    }

    fn unicode_escape(&mut self, start: usize) -> Parsed<char> {
        let inner = self.rest().strip_prefix('{').and_then(|rest| rest.split_once('}')).map(|(hex, _)| hex);
        let hex = inner.filter(|hex| hex.len() <= 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()));
        match hex.and_then(|hex| Some((hex, char::from_u32(u32::from_str_radix(hex, 16).ok()?)?))) {
            Some((hex, c)) => {
                self.at += hex.len() + 2;
                Ok(c)
            }
            None => Err(self.error_from(start, "not a character's code", r"write \u{3B1}")),
        }
    }

    pub fn raw_text(&mut self) -> Parsed<String> {
        let start = self.at;
        self.at += 1;
        let hashes = self.take_while(|c| c == '#');
        let closing = format!("\"{hashes}");
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
}

/// True when every `_` stands between two digits.
fn digits_meet(text: &str) -> bool {
    let pieces: Vec<&str> = text.split('_').collect();
    let digit = |c: char| c.is_ascii_digit();
    pieces.windows(2).all(|pair| pair[0].ends_with(digit) && pair[1].starts_with(digit))
}

fn is_number(plain: &str) -> bool {
    let unsigned = plain.strip_prefix(['+', '-']).unwrap_or(plain);
    let begins = unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    matches!(unsigned, "inf" | "NaN") || begins && plain.parse::<f64>().is_ok()
}
