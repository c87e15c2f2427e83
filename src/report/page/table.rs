//! Tables of a page.

use crate::report::svg::element::Element;

/// A table with a caption; the first cell of each row names it. Wide tables scroll within the page.
pub fn table(caption: &str, header: &[&str], rows: &[Vec<String>]) -> Element {
    let mut table = Element::new("table").with(Element::new("caption").text(caption));
    let head = header.iter().map(|name| Element::new("th").set("scope", "col").text(name));
    table.add(Element::new("thead").with(Element::new("tr").with_all(head)));
    let mut body = Element::new("tbody");
    for row in rows {
        let cells = row.iter().enumerate().map(|(i, cell)| match i {
            0 => Element::new("th").set("scope", "row").text(cell),
            _ => Element::new("td").text(if cell.is_empty() { "–" } else { cell }),
        });
        body.add(Element::new("tr").with_all(cells));
    }
    scrolling(caption, table.with(body))
}

/// Something that may be wider than a page: a reader can scroll it, with the keyboard too.
pub fn scrolling(label: &str, content: Element) -> Element {
    let region = Element::new("div").set("class", "scroll").set("role", "region").set("tabindex", 0);
    region.set("aria-label", label).with(content)
}

/// A number with `digits` decimals, or nothing.
pub fn number(x: Option<f64>, digits: usize) -> String {
    x.filter(|x| x.is_finite()).map_or(String::new(), |x| format!("{x:.digits$}").replace('-', "−"))
}

/// A whole number with its thousands apart.
pub fn count(x: u64) -> String {
    let digits = x.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn thousands_stand_apart() {
        assert_eq!([count(7), count(1234), count(1_234_567)], ["7", "1\u{202f}234", "1\u{202f}234\u{202f}567"]);
    }
}
