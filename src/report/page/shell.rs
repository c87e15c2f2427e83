//! A page as HTML, which is well-formed XML too.

use super::style;
use super::table::scrolling;
use super::{Figure, Page, Section};
use crate::report::svg::element::{Element, escape};

impl Page {
    /// The page as a document.
    pub fn html(&self) -> String {
        let title = format!("{} · {} · trifactor", self.title, self.kind);
        let head = Element::new("head")
            .with(Element::new("meta").set("charset", "utf-8"))
            .with(Element::new("meta").set("name", "viewport").set("content", "width=device-width, initial-scale=1"))
            .with(Element::new("meta").set("name", "color-scheme").set("content", "light dark"))
            .with(Element::new("meta").set("name", "generator").set("content", "trifactor"))
            .with(Element::new("title").text(&title))
            .with(Element::new("style").text(&style::sheet()));
        let main =
            Element::new("main").set("id", "top").with(self.header()).with_all(self.sections.iter().map(section));
        let body = Element::new("body")
            .with(self.contents())
            .with(main.with(Element::new("footer").with(Element::new("p").text(&self.foot))));
        let html = Element::new("html").set("xmlns", "http://www.w3.org/1999/xhtml").set("lang", "en");
        format!("<!DOCTYPE html>\n{}\n", html.with(head).with(body))
    }

    fn header(&self) -> Element {
        let mut header = Element::new("header")
            .with(Element::new("p").set("class", "kind").text(self.kind))
            .with(Element::new("h1").text(&self.title));
        if !self.lead.is_empty() {
            header.add(Element::new("p").set("class", "lead").text(&self.lead));
        }
        if let Some(notice) = &self.notice {
            header.add(Element::new("p").set("class", "notice").set("role", "note").text(notice));
        }
        for (class, pairs) in [("headline", &self.headline), ("facts", &self.facts)] {
            let pair = |(name, value): &(String, String)| {
                let name = Element::new("dt").text(name);
                let element = Element::new("div").set("class", if value.len() > 60 { "long" } else { "pair" });
                element.with(name).with(Element::new("dd").text(value))
            };
            if !pairs.is_empty() {
                header.add(Element::new("dl").set("class", class).with_all(pairs.iter().map(pair)));
            }
        }
        header
    }

    fn contents(&self) -> Element {
        let link = |id: &str, text: &str| {
            let link = Element::new("a").set("href", format!("#{id}")).text(text);
            Element::new("li").with(link)
        };
        let mut list = Element::new("ol").with(link("top", "Overview"));
        self.sections.iter().for_each(|section| list.add(link(section.id, section.title)));
        Element::new("nav").set("aria-label", "Contents").with(list)
    }
}

fn section(section: &Section) -> Element {
    let heading = format!("{}-heading", section.id);
    let mut element = Element::new("section").set("id", section.id).set("aria-labelledby", &heading);
    element.add(Element::new("h2").set("id", heading).text(section.title));
    if !section.lead.is_empty() {
        element.add(Element::new("p").set("class", "lead").text(&section.lead));
    }
    if !section.figures.is_empty() {
        element.add(Element::new("div").set("class", "figures").with_all(section.figures.iter().map(figure)));
    }
    element.with_all(section.rest.iter().cloned())
}

fn figure(figure: &Figure) -> Element {
    let drawing = figure.drawing.inline(&figure.name);
    // What is drawn wide is unreadable when shrunk to a telephone: it scrolls.
    let wide = figure.drawing.size.0 > 500.0;
    let element = Element::new("figure").set("class", if wide { "wide" } else { "panel" });
    let element = element.with(if wide { scrolling(&figure.drawing.title, drawing) } else { drawing });
    match figure.caption.as_str() {
        "" => element,
        caption => element.with(Element::new("figcaption").text(caption)),
    }
}

/// The last line. Whether figures lie beside the page is not known here: runs within a comparison have none, nor what
/// was asked for without.
pub fn foot(version: Option<&str>) -> String {
    let version = version.map_or(String::new(), |version| format!(" {version}"));
    format!(
        "Written by trifactor{version}. Every figure as SVG and PNG, and its numbers as CSV: where there is no figures/ beside this \
         page, trifactor report makes it."
    )
}

/// What a sweep says that was stopped: how many of its runs the page knows nothing of.
pub fn unfinished(missing: usize, runs: usize) -> Option<String> {
    let verb = if missing == 1 { "was" } else { "were" };
    (missing > 0).then(|| {
        format!("It was stopped: {missing} of {} runs {verb} not finished. The page shows the others.", missing + runs)
    })
}

/// A text to be read as it stands, folded away under a title.
pub fn folded(title: &str, text: &str) -> Element {
    let text = Element::new("pre").set("tabindex", 0).set("aria-label", title).inline(&Element::new("code").text(text));
    Element::new("details").with(Element::new("summary").text(title)).with(text)
}

/// A paragraph that may hold a command to type.
pub fn command(before: &str, command: &str) -> Element {
    let code = Element::new("pre").set("tabindex", 0).set("aria-label", "command");
    let code = code.inline(&Element::new("code").text(command));
    Element::new("div").set("class", "command").with(Element::new("p").text(before)).with(code)
}

/// A link to something beside the page. Characters that a URL would misread are encoded.
pub fn link(to: &str, text: &str) -> Element {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_./".contains(&b);
    let encoded = |b: u8| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") };
    let to: String = to.bytes().map(encoded).collect();
    debug_assert_eq!(escape(&to), to);
    // A name with a colon is no scheme.
    Element::new("a").set("href", format!("./{to}")).text(text)
}
