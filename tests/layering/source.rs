//! One source file: the modules it declares, what it imports, and the paths and names it mentions.

use crate::tokens::{Token, tokens};

/// Names of modules from the crate's root on, or a path as it is written.
pub type Path = Vec<String>;

/// A name that a `use` brings into a module.
#[derive(Debug)]
pub struct Import {
    /// The module that it is brought into.
    pub module: Path,
    /// As written: it may begin with `crate`, `self`, `super`, or a name known there.
    pub path: Path,
    /// The name it goes by; `*` for all names of the path.
    pub name: String,
    /// Handed on to others (`pub use`).
    pub public: bool,
    pub line: usize,
}

/// A path or a name somewhere in the code.
#[derive(Debug)]
pub struct Mention {
    pub module: Path,
    pub path: Path,
    /// Followed by `!`.
    pub is_macro: bool,
    pub line: usize,
}

/// What is read of a file.
#[derive(Debug, Default)]
pub struct Source {
    /// Modules declared in it, inline or as files, from the root on.
    pub modules: Vec<Path>,
    /// Those of them that stand in it.
    pub inline: Vec<Path>,
    pub imports: Vec<Import>,
    pub mentions: Vec<Mention>,
    /// Those of them that are compiled for tests alone.
    pub tests: Vec<Path>,
    /// Macros that are exported from the root of the crate, wherever they are defined.
    pub exported_macros: Vec<String>,
}

/// Reads the file of `module`.
pub fn read(module: &[String], text: &str) -> Source {
    let mut reader = Reader { tokens: tokens(text), at: 0, source: Source::default() };
    let mut open: Vec<(Path, usize)> = vec![(module.to_vec(), 0)];
    let mut depth = 0;
    while let Some(token) = reader.tokens.get(reader.at).cloned() {
        let here = open.last().expect("the file's own module never closes").0.clone();
        match token.text.as_str() {
            "{" => depth += 1,
            "}" => {
                depth -= 1;
                if open.len() > 1 && open.last().is_some_and(|(_, at)| *at == depth) {
                    open.pop();
                }
            }
            "mod" if reader.word(1).is_some() => {
                let child = [here, vec![reader.text(1).to_string()]].concat();
                reader.source.modules.push(child.clone());
                let attribute = ["#", "[", "cfg", "(", "test", ")", "]"];
                if (0..7).all(|k| reader.before(7 - k) == attribute[k]) {
                    reader.source.tests.push(child.clone());
                }
                if reader.text(2) == "{" {
                    reader.source.inline.push(child.clone());
                    open.push((child, depth));
                    depth += 1;
                }
                reader.at += 3;
                continue;
            }
            "use" if reader.text(1) != "<" => {
                let public = reader.is_public();
                reader.at += 1;
                reader.tree(&here, &Path::new(), public);
                continue;
            }
            "macro_rules" if reader.text(1) == "!" => {
                let attribute = ["#", "[", "macro_export", "]"];
                if (0..4).all(|k| reader.before(4 - k) == attribute[k]) {
                    let name = reader.text(2).to_string();
                    reader.source.exported_macros.push(name);
                }
                reader.at += 3;
                continue;
            }
            _ if token.is_word() => {
                reader.mention(here);
                continue;
            }
            _ => {}
        }
        reader.at += 1;
    }
    reader.source
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
    source: Source,
}

impl Reader {
    fn text(&self, ahead: usize) -> &str {
        self.tokens.get(self.at + ahead).map_or("", |token| &token.text)
    }

    fn word(&self, ahead: usize) -> Option<&str> {
        self.tokens.get(self.at + ahead).filter(|token| token.is_word()).map(|token| token.text.as_str())
    }

    fn before(&self, back: usize) -> &str {
        self.at.checked_sub(back).map_or("", |at| &self.tokens[at].text)
    }

    /// True where `pub` or `pub(…)` stands before.
    fn is_public(&self) -> bool {
        let open = self.tokens[..self.at].iter().rposition(|token| token.text == "(").unwrap_or(0);
        self.before(1) == "pub" || self.before(1) == ")" && open > 0 && self.tokens[open - 1].text == "pub"
    }

    /// The tree of a `use`, as far as its `;`, or its `,` or `}` within another tree.
    fn tree(&mut self, module: &Path, before: &Path, public: bool) {
        let (mut path, line) = (before.clone(), self.tokens.get(self.at).map_or(0, |token| token.line));
        loop {
            match self.text(0).to_string().as_str() {
                // `use ::name` is another crate's.
                "::" => {
                    if path.is_empty() {
                        path.push("::".into());
                    }
                    self.at += 1;
                }
                "{" => {
                    self.at += 1;
                    while self.text(0) != "}" && !self.text(0).is_empty() {
                        self.tree(module, &path, public);
                        if self.text(0) == "," {
                            self.at += 1;
                        }
                    }
                    self.at += 1;
                    return;
                }
                "as" => {
                    let name = self.text(1).to_string();
                    self.import(module, path, name, public, line);
                    self.at += 2;
                    return;
                }
                "," | "}" | ";" | "" => {
                    let name = path.last().cloned().unwrap_or_default();
                    self.import(module, path, name, public, line);
                    return;
                }
                // `a::{self}` is `a`.
                "self" if !path.is_empty() => self.at += 1,
                text => {
                    path.push(text.into());
                    self.at += 1;
                }
            }
        }
    }

    fn import(&mut self, module: &Path, path: Path, name: String, public: bool, line: usize) {
        if !path.is_empty() {
            self.source.imports.push(Import { module: module.clone(), path, name, public, line });
        }
    }

    /// A path, or a name that is no field, method or parameter.
    fn mention(&mut self, module: Path) {
        let line = self.tokens[self.at].line;
        let mut path: Path = vec![self.text(0).into()];
        let part = self.before(1) == "::" || self.before(1) == "." && self.before(2) != ".";
        let visibility = self.before(1) == "in" && self.before(2) == "(" && self.before(3) == "pub";
        self.at += 1;
        while self.text(0) == "::" && self.word(1).is_some() {
            path.push(self.text(1).into());
            self.at += 2;
        }
        let is_macro = self.text(0) == "!" && self.text(1) != "=";
        let names_a_field = path.len() == 1 && self.text(0) == ":";
        if !part && !visibility && !names_a_field {
            self.source.mentions.push(Mention { module, path, is_macro, line });
        }
    }
}
