//! The shell of a drawing that stands alone: its size, its words for screen readers, its style.

use super::element::{Element, number};

/// An SVG document of this size around its content. `title` and `description` are what a screen reader says.
pub fn document(size: (f64, f64), title: &str, description: &str, style: &str, content: Vec<Element>) -> String {
    let (width, height) = (size.0.ceil(), size.1.ceil());
    let svg = Element::new("svg")
        .set("xmlns", "http://www.w3.org/2000/svg")
        .set("viewBox", format!("0 0 {} {}", number(width), number(height)))
        .at("width", width)
        .at("height", height)
        .set("role", "img")
        .set("aria-labelledby", "title description")
        .with(Element::new("title").set("id", "title").text(title))
        .with(Element::new("desc").set("id", "description").text(description))
        .with(Element::new("style").text(style))
        .with(Element::new("rect").set("class", "paper").at("width", width).at("height", height).at("rx", 12.0))
        .with_all(content);
    format!("{svg}\n")
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
