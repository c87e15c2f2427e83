//! Rust text as words and signs: comments, strings and lifetimes are left out.

/// A word or a sign, and the line that it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// An identifier or a keyword; `::`; or one character.
    pub text: String,
    /// From 1.
    pub line: usize,
}

impl Token {
    /// True for an identifier or a keyword.
    pub fn is_word(&self) -> bool {
        self.text.starts_with(is_start)
    }
}

/// All tokens of a file that compiles.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let (mut rest, mut line) = (text, 1);
    while let Some(first) = rest.chars().next() {
        let (length, kept) = match first {
            '/' if rest.starts_with("//") => (rest.find('\n').unwrap_or(rest.len()), false),
            '/' if rest.starts_with("/*") => (comment(rest), false),
            'r' | 'b' | 'c' | '"' | '\'' if quoted(rest).is_some() => (quoted(rest).unwrap_or(1), false),
            ':' if rest.starts_with("::") => (2, true),
            // Of a raw identifier the name counts.
            'r' if rest.starts_with("r#") => (2, false),
            c if is_start(c) => (rest.find(|c| !is_inner(c)).unwrap_or(rest.len()), true),
            c if c.is_ascii_digit() => (rest.find(|c| !is_inner(c)).unwrap_or(rest.len()), false),
            c => (c.len_utf8(), !c.is_whitespace()),
        };
        let (token, after) = rest.split_at(length);
        if kept {
            found.push(Token { text: token.into(), line });
        }
        line += token.matches('\n').count();
        rest = after;
    }
    found
}

fn is_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn is_inner(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// How long the comment at the beginning is: comments lie within each other.
fn comment(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        let (step, change) = match &text[at..] {
            rest if rest.starts_with("/*") => (2, 1),
            rest if rest.starts_with("*/") => (2, -1),
            rest => (rest.chars().next().map_or(1, char::len_utf8), 0),
        };
        (at, depth) = (at + step, depth + change);
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// How long the string, character or lifetime at the beginning is, if it is one.
fn quoted(text: &str) -> Option<usize> {
    let prefix = ["br", "cr", "b", "c", "r", ""].into_iter().find(|prefix| {
        text.strip_prefix(prefix).is_some_and(|rest| {
            rest.starts_with(['"', '\'']) || prefix.ends_with('r') && rest.trim_start_matches('#').starts_with('"')
        })
    })?;
    let rest = &text[prefix.len()..];
    let length = if prefix.ends_with('r') {
        let hashes = rest.len() - rest.trim_start_matches('#').len();
        let end = format!("\"{}", "#".repeat(hashes));
        let inner = &rest[hashes + 1..];
        hashes + 1 + inner.find(&end)? + end.len()
    } else if rest.starts_with('"') {
        closed(rest, '"')?
    } else {
        let mut inner = rest[1..].chars();
        match (inner.next()?, inner.next()) {
            ('\\', _) => closed(rest, '\'')?,
            (c, Some('\'')) => c.len_utf8() + 2,
            // A lifetime: the quote and the name.
            _ => 1 + rest[1..].find(|c| !is_inner(c)).unwrap_or(rest.len() - 1),
        }
    };
    Some(prefix.len() + length)
}

/// How long what `quote` opens and closes is, where a backslash takes the next character along.
fn closed(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match (escaped, c) {
            (true, _) => escaped = false,
            (false, '\\') => escaped = true,
            (false, c) if c == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::tokens;

    #[test]
    fn comments_strings_and_lifetimes_are_no_tokens() {
        let text =
            "a /* b /* c */ d */ \"e::f \\\" g\" 'h' '\\'' &'i j // k\nr#\"l \" m\"# b\"n\" 'o: r#type p::q 1.5e3";
        let words: Vec<String> = tokens(text).into_iter().map(|token| token.text).collect();
        assert_eq!(words, ["a", "&", "j", ":", "type", "p", "::", "q", "."]);
        assert_eq!(tokens("a\n/*\n*/ b").last().map(|token| token.line), Some(3));
    }
}
