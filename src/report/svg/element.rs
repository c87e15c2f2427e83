//! A writer of XML elements, so that no text can break a drawing.

use std::fmt::{self, Display};

/// An element with its attributes and children, written as they come.
#[derive(Debug, Clone)]
pub struct Element {
    name: &'static str,
    attributes: String,
    children: String,
}

impl Element {
    /// An empty element.
    pub fn new(name: &'static str) -> Element {
        Element { name, attributes: String::new(), children: String::new() }
    }

    /// A group of a CSS class.
    pub fn group(class: &str) -> Element {
        Element::new("g").set("class", class)
    }

    /// A path of a CSS class.
    pub fn path(class: &str, data: impl Display) -> Element {
        Element::new("path").set("class", class).set("d", data)
    }

    /// A line of text of a CSS class; `(x, y)` is on its baseline.
    pub fn label(class: &str, x: f64, y: f64, text: &str) -> Element {
        Element::new("text").set("class", class).at("x", x).at("y", y).text(text)
    }

    /// With an attribute.
    pub fn set(mut self, name: &str, value: impl Display) -> Element {
        self.attributes += &format!(" {name}=\"{}\"", escape(&value.to_string()));
        self
    }

    /// With a length or coordinate as attribute.
    pub fn at(self, name: &str, value: f64) -> Element {
        self.set(name, number(value))
    }

    /// With a text inside.
    pub fn text(mut self, text: &str) -> Element {
        self.children += &escape(text);
        self
    }

    /// With an element of text inside a line of text: no white space is put around it.
    pub fn inline(mut self, child: &Element) -> Element {
        self.children += &child.to_string();
        self
    }

    /// With a child.
    pub fn with(mut self, child: Element) -> Element {
        self.add(child);
        self
    }

    /// With children.
    pub fn with_all(mut self, children: impl IntoIterator<Item = Element>) -> Element {
        children.into_iter().for_each(|child| self.add(child));
        self
    }

    /// Adds a child.
    pub fn add(&mut self, child: Element) {
        self.children += &format!("{child}\n");
    }
}

impl Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Element { name, attributes, children } = self;
        match children.as_str() {
            "" => write!(f, "<{name}{attributes}/>"),
            _ => write!(f, "<{name}{attributes}>{children}</{name}>"),
        }
    }
}

/// Text as XML carries it. Characters that XML cannot carry at all become the replacement character.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\t' | '\n' => out.push(c),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// A coordinate: tenths are as fine as anyone can see.
pub fn number(x: f64) -> String {
    let tenths = (x * 10.0).round() / 10.0;
    // Adding zero turns −0 into 0.
    format!("{}", tenths + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_would_misread_is_escaped() {
        let element = Element::label("a\"b", 1.0, 2.0, "<x> & \"y\"\u{1}");
        let written = "<text class=\"a&quot;b\" x=\"1\" y=\"2\">&lt;x&gt; &amp; &quot;y&quot;\u{fffd}</text>";
        assert_eq!(element.to_string(), written);
    }

    #[test]
    fn coordinates_are_short() {
        assert_eq!([number(1.0), number(-0.01), number(2.345)], ["1", "0", "2.3"]);
    }
}
