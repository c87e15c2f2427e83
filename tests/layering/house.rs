//! All source files and the arrows between them: which file uses what another defines.

use crate::source::{self, Import, Mention, Path, Source};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// One file uses what another defines.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Arrow {
    /// The module whose file it is: `["engine", "cpu"]` is `src/engine/cpu.rs`.
    pub from: Path,
    pub to: Path,
    /// Where in `from`.
    pub line: usize,
    /// Only in what is compiled for tests.
    pub test: bool,
}

/// The crate, as it is written.
#[derive(Default)]
pub struct House {
    /// By module; the root is empty.
    files: BTreeMap<Path, Source>,
    /// Inline modules, with the file that they stand in.
    inline: BTreeMap<Path, Path>,
    /// What stands behind each name that a `use` brings into a module.
    imports: BTreeMap<(Path, String), Path>,
    /// Names that a module hands on of its own parts: its face.
    faces: BTreeSet<(Path, String)>,
    /// Modules that are compiled for tests alone.
    tests: BTreeSet<Path>,
    /// Which file exports a macro from the root.
    macros: BTreeMap<String, Path>,
}

/// What a path leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    Module(Path),
    /// Something that the file of this module defines.
    Item(Path),
}

impl House {
    /// Of files below `src`, named as `engine/cpu.rs`, and their texts.
    pub fn of(texts: impl IntoIterator<Item = (String, String)>) -> House {
        let module = |file: &str| -> Path {
            let names = file.trim_end_matches(".rs").trim_end_matches("/mod").split('/');
            names.filter(|name| *name != "lib").map(str::to_string).collect()
        };
        let files: BTreeMap<Path, Source> = texts
            .into_iter()
            .filter(|(file, _)| file != "main.rs")
            .map(|(file, text)| (module(&file), source::read(&module(&file), &text)))
            .collect();
        let mut house = House::default();
        for (file, source) in &files {
            house.inline.extend(source.inline.iter().map(|module| (module.clone(), file.clone())));
            house.tests.extend(source.tests.iter().cloned());
            house.macros.extend(source.exported_macros.iter().map(|name| (name.clone(), file.clone())));
            for Import { module, path, name, .. } in &source.imports {
                house.imports.insert((module.clone(), name.clone()), path.clone());
            }
        }
        let mut house = House { files, ..house };
        let faces = house.files.values().flat_map(|source| &source.imports).filter(|import| {
            let target = house.resolve(&import.module, &import.path, &mut BTreeSet::new());
            import.public && target.is_some_and(|part| house.file_of(&part).starts_with(&import.module))
        });
        house.faces = faces.map(|import| (import.module.clone(), import.name.clone())).collect();
        house
    }

    /// The crate's own.
    pub fn read() -> House {
        House::of(texts(std::path::Path::new("src")))
    }

    /// All arrows between files, each with the first line that draws it.
    pub fn arrows(&self) -> Vec<Arrow> {
        let mut arrows: BTreeMap<(Path, Path), (bool, usize)> = BTreeMap::new();
        for (from, source) in &self.files {
            for (target, module, line) in self.uses(source) {
                let (to, place) = (self.file_of(&target), (self.is_test(module), line));
                if to != *from {
                    let first = arrows.entry((from.clone(), to)).or_insert(place);
                    *first = place.min(*first);
                }
            }
        }
        arrows.into_iter().map(|((from, to), (test, line))| Arrow { from, to, line, test }).collect()
    }

    fn is_test(&self, module: &Path) -> bool {
        (1..=module.len()).any(|length| self.tests.contains(&module[..length]))
    }

    /// What a file uses, in which of its modules and in which line.
    fn uses<'a>(&self, source: &'a Source) -> Vec<(Target, &'a Path, usize)> {
        let mut uses = Vec::new();
        for import in &source.imports {
            let mentions = || {
                source
                    .mentions
                    .iter()
                    .filter(|mention| mention.path[0] == import.name && mention.module.starts_with(&import.module))
            };
            let called = import.path.len() == 2 && import.path[0] == "crate" && mentions().any(|m| m.is_macro);
            if called && let Some(file) = self.macros.get(&import.path[1]) {
                uses.push((Target::Item(file.clone()), &import.module, import.line));
            }
            let target = self.resolve(&import.module, &import.path, &mut BTreeSet::new());
            // A module's name alone is no arrow where paths begin with it, or a macro has the same name: those are. Nor is
            // what a module hands on of its own parts.
            let beginning = called || mentions().any(|mention| mention.path.len() > 1);
            match target {
                Some(Target::Module(_)) if beginning => {}
                Some(_) if self.faces.contains(&(import.module.clone(), import.name.clone())) => {}
                Some(target) => uses.push((target, &import.module, import.line)),
                None => {}
            }
        }
        for mention in &source.mentions {
            if mention.path.len() == 2
                && (mention.path[0] == "crate" && mention.is_macro)
                && let Some(file) = self.macros.get(&mention.path[1])
            {
                uses.push((Target::Item(file.clone()), &mention.module, mention.line));
                continue;
            }
            // Names alone were imported, which is the arrow; `self` and `super` alone are values and visibilities.
            if mention.path.len() > 1
                && !self.is_face(mention)
                && let Some(target) = self.resolve(&mention.module, &mention.path, &mut BTreeSet::new())
            {
                uses.push((target, &mention.module, mention.line));
            }
        }
        uses
    }

    /// True for a path that begins with something that its own module hands on of its parts: `pub use part::Kind;` and
    /// `Kind::One`.
    fn is_face(&self, mention: &Mention) -> bool {
        self.faces.contains(&(mention.module.clone(), mention.path[0].clone()))
    }

    /// What a path, as it is written in `module`, leads to; `None` where that is no matter of this crate.
    fn resolve(&self, module: &Path, path: &[String], seen: &mut BTreeSet<(Path, String)>) -> Option<Target> {
        let (mut here, mut rest) = match path.first()?.as_str() {
            "crate" => (Path::new(), &path[1..]),
            "self" => (module.clone(), &path[1..]),
            "super" => (module[..module.len().checked_sub(1)?].to_vec(), &path[1..]),
            name => {
                // A name of this module, or of those around it in the same file.
                let file = self.inline.get(module).unwrap_or(module);
                let around = (file.len()..=module.len()).rev().map(|length| module[..length].to_vec());
                let known =
                    |m: &Path| self.child(m, name).is_some() || self.imports.contains_key(&(m.clone(), name.into()));
                (around.into_iter().find(known)?, path)
            }
        };
        while let Some((name, after)) = rest.split_first() {
            let imported = self.imports.get(&(here.clone(), name.clone()));
            if name == "super" {
                here.pop();
            } else if let Some(child) = self.child(&here, name) {
                here = child;
            } else if let Some(behind) = imported
                && seen.insert((here.clone(), name.clone()))
            {
                match self.resolve(&here, behind, seen)? {
                    Target::Module(found) => here = found,
                    item => return Some(item),
                }
            } else {
                return Some(Target::Item(here));
            }
            rest = after;
        }
        Some(Target::Module(here))
    }

    fn child(&self, module: &Path, name: &str) -> Option<Path> {
        let child = [module.as_slice(), &[name.to_string()]].concat();
        (self.files.contains_key(&child) || self.inline.contains_key(&child)).then_some(child)
    }

    fn file_of(&self, target: &Target) -> Path {
        let (Target::Module(module) | Target::Item(module)) = target;
        self.inline.get(module).unwrap_or(module).clone()
    }
}

fn texts(folder: &std::path::Path) -> Vec<(String, String)> {
    let name = |path: &std::path::Path| path.strip_prefix("src").expect("below src").display().to_string();
    crate::sources(folder)
        .into_iter()
        .map(|path| (name(&path).replace('\\', "/"), fs::read_to_string(&path).expect("readable sources")))
        .collect()
}
