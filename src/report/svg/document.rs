//! The shell of a drawing: its size, its words for screen readers, its style; alone in a file, or within a page.

use super::element::{Element, number};

/// A drawing without its shell.
#[derive(Debug, Clone)]
pub struct Drawing {
    /// Width and height.
    pub size: (f64, f64),
    /// What a screen reader says first.
    pub title: String,
    /// What it says next.
    pub description: String,
    /// The style sheet, a rule a line. What is for dark surroundings comes last, in one `@media` block.
    pub style: String,
    /// A CSS class for the whole, by which pages tell style sheets apart.
    pub class: &'static str,
    /// What is drawn.
    pub content: Vec<Element>,
}

impl Drawing {
    /// An SVG document for light and dark surroundings.
    pub fn document(&self) -> String {
        self.file(&self.style)
    }

    /// An SVG document for light surroundings alone.
    pub fn light(&self) -> String {
        self.file(self.style.split("@media").next().unwrap_or_default())
    }

    fn file(&self, style: &str) -> String {
        let svg = self.shell("").at("width", self.size.0.ceil()).at("height", self.size.1.ceil());
        let svg = svg.with_all(self.words("")).with(Element::new("style").text(style));
        format!("{}\n", svg.with(self.paper()).with_all(self.content.clone()))
    }

    /// The drawing as part of a page that has the style sheet; `id` is the drawing's own within the page.
    pub fn inline(&self, id: &str) -> Element {
        let prefix = format!("{id}-");
        let svg = self.shell(&prefix).set("style", self.bounds());
        svg.with_all(self.words(&prefix)).with(self.paper()).with_all(self.content.clone())
    }

    /// As wide as a page has room, as long as its words stay readable.
    fn bounds(&self) -> String {
        let (least, most) = (self.size.0 * 0.62, self.size.0 * 1.25);
        // What is narrower than this fits every page.
        let least = if self.size.0 > 500.0 { format!("min-width:{}px;", number(least)) } else { String::new() };
        format!("{least}max-width:{}px", number(most))
    }

    fn shell(&self, prefix: &str) -> Element {
        let (width, height) = (self.size.0.ceil(), self.size.1.ceil());
        Element::new("svg")
            .set("xmlns", "http://www.w3.org/2000/svg")
            .set("class", self.class)
            .set("viewBox", format!("0 0 {} {}", number(width), number(height)))
            .set("role", "img")
            .set("aria-labelledby", format!("{prefix}title {prefix}description"))
    }

    fn words(&self, prefix: &str) -> [Element; 2] {
        let word = |name, id: &str, text: &str| Element::new(name).set("id", format!("{prefix}{id}")).text(text);
        [word("title", "title", &self.title), word("desc", "description", &self.description)]
    }

    fn paper(&self) -> Element {
        let (width, height) = (self.size.0.ceil(), self.size.1.ceil());
        Element::new("rect").set("class", "paper").at("width", width).at("height", height).at("rx", 12.0)
    }
}

/// A style sheet whose rules hold within elements of a class only. A rule a line, as in [`Drawing::style`].
pub fn scoped(sheet: &str, class: &str) -> String {
    let rule = |line: &str| match line.split_once(" {") {
        Some((selectors, rest)) if !line.starts_with('@') => {
            let within: Vec<String> = selectors.split(", ").map(|selector| format!(".{class} {selector}")).collect();
            format!("{} {{{rest}\n", within.join(", "))
        }
        _ => format!("{line}\n"),
    };
    sheet.lines().map(rule).collect()
}

/// An arrowhead that lines of a class end in, by `marker-end="url(#id)"`.
pub fn arrowhead(id: &str) -> Element {
    Element::new("marker")
        .set("id", id)
        .set("viewBox", "0 0 10 10")
        .set("refX", 9)
        .set("refY", 5)
        .set("markerWidth", 7.5)
        .set("markerHeight", 7.5)
        .set("markerUnits", "userSpaceOnUse")
        .set("orient", "auto")
        .with(Element::path(id, "M0 0.8L10 5L0 9.2L2.4 5Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scoped_sheet_reaches_no_further_than_its_class() {
        let sheet = "\n.a, path { x: y; }\n@media (dark) {\n.a { x: z; }\n}\n";
        assert_eq!(scoped(sheet, "c"), "\n.c .a, .c path { x: y; }\n@media (dark) {\n.c .a { x: z; }\n}\n");
    }
}
