//! Pages: what a run folder holds, as one HTML file that needs nothing else. No script, no font, no network.

pub mod comparison;
pub mod csv;
pub mod recorded;
pub mod run;
pub mod scaling;
pub mod shell;
pub mod style;
pub mod table;

use super::svg::document::Drawing;
use super::svg::element::Element;
use csv::Csv;
use std::collections::BTreeSet;

/// A figure.
#[derive(Debug, Clone)]
pub struct Figure {
    /// Its name: that of its files, and of its place in the page.
    pub name: String,
    /// What it looks like.
    pub drawing: Drawing,
    /// What to read from it.
    pub caption: String,
    /// The numbers behind it, where it shows numbers.
    pub numbers: Option<Csv>,
}

/// A part of a page, under a heading.
#[derive(Debug, Clone)]
pub struct Section {
    /// Its place in the page.
    pub id: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// What it shows, in a sentence or two.
    pub lead: String,
    /// Its figures.
    pub figures: Vec<Figure>,
    /// What follows them: tables, mostly.
    pub rest: Vec<Element>,
}

impl Section {
    /// A section of figures; add what follows to [`Section::rest`].
    pub fn new(id: &'static str, title: &'static str, lead: &str, figures: Vec<Figure>) -> Section {
        Section { id, title, lead: lead.into(), figures, rest: Vec::new() }
    }

    /// The section, if there is anything in it.
    pub fn unless_empty(self) -> Option<Section> {
        (!self.figures.is_empty() || !self.rest.is_empty()).then_some(self)
    }
}

/// A page.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// The heading.
    pub title: String,
    /// What kind of page it is.
    pub kind: &'static str,
    /// What stands below the heading.
    pub lead: String,
    /// Something that readers must know first.
    pub notice: Option<String>,
    /// The figures that matter most: what, and how much.
    pub headline: Vec<(String, String)>,
    /// Other facts.
    pub facts: Vec<(String, String)>,
    /// Its parts.
    pub sections: Vec<Section>,
    /// The last line.
    pub foot: String,
}

impl Page {
    /// Gives every figure a name of its own, which is fit for a file.
    fn named(mut self) -> Page {
        let mut taken = BTreeSet::new();
        for figure in self.sections.iter_mut().flat_map(|section| &mut section.figures) {
            let plain = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' };
            let name: String = figure.name.chars().take(60).map(plain).collect();
            let mut free = name.clone();
            for k in 2.. {
                // Some file systems do not tell capitals apart.
                if taken.insert(free.to_lowercase()) {
                    break;
                }
                free = format!("{name}-{k}");
            }
            figure.name = free;
        }
        self
    }

    /// All figures.
    pub fn figures(&self) -> impl Iterator<Item = &Figure> {
        self.sections.iter().flat_map(|section| &section.figures)
    }
}
