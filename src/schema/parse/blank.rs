//! What stands between values: blanks and comments.

use super::{Parsed, Parser};

/// RON's blanks: Unicode's Pattern_White_Space.
pub fn is_blank(c: char) -> bool {
    matches!(c, '\t'..='\r' | ' ' | '\u{85}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}')
}

impl Parser<'_> {
    pub fn skip_blank(&mut self) -> Parsed<()> {
        loop {
            self.take_while(is_blank);
            let start = self.at;
            if self.eat("//") {
                self.take_while(|c| c != '\n');
            } else if self.eat("/*") {
                self.block_comment(start)?;
            } else {
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
                self.at = start + 2;
                return Err(self.error_from(start, "this comment is never closed", "close it with `*/`"));
            }
        }
        Ok(())
    }
}
