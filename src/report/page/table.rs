//! Tables of a page.

use crate::report::svg::element::Element;

/// Rows that fill a sheet of paper: longer tables may go on overleaf.
const LONG: usize = 40;

/// A table with a caption; the first cell of each row names it. Wide tables scroll within the page.
pub fn table(caption: &str, header: &[&str], rows: &[Vec<String>]) -> Element {
    // Words begin at the left, numbers end at the right.
    let words = |column: usize| rows.iter().any(|row| row[column].starts_with(char::is_alphabetic));
    let align = |column: usize| if words(column) { "words" } else { "numbers" };
    let many = match header.len() {
        0..5 => "slim",
        5..10 => "few",
        10..16 => "many",
        _ => "many most",
    };
    let many = if rows.len() > LONG { format!("{many} long") } else { many.into() };
    let mut table = Element::new("table").set("class", many).with(Element::new("caption").text(caption));
    let head = header.iter().enumerate();
    let head = head.map(|(i, name)| Element::new("th").set("scope", "col").set("class", align(i)).text(name));
    table.add(Element::new("thead").with(Element::new("tr").with_all(head)));
    let mut body = Element::new("tbody");
    for row in rows {
        let cells = row.iter().enumerate().map(|(i, cell)| match i {
            0 => Element::new("th").set("scope", "row").text(cell),
            _ => Element::new("td").set("class", align(i)).text(if cell.is_empty() { "–" } else { cell }),
        });
        body.add(Element::new("tr").with_all(cells));
    }
    scrolling(caption, table.with(body))
}

/// The same, a row a column where there are few of them with many cells: long tables are read more easily than wide ones.
pub fn turned(caption: &str, header: &[&str], rows: &[Vec<String>]) -> Element {
    if rows.len() > 5 || header.len() <= rows.len() + 1 {
        return table(caption, header, rows);
    }
    let turned: Vec<Vec<String>> = (0..header.len())
        .map(|c| std::iter::once(header[c].to_string()).chain(rows.iter().map(|row| row[c].clone())).collect())
        .collect();
    let names: Vec<&str> = turned[0].iter().map(String::as_str).collect();
    // What was measured of none says nothing.
    let rows: Vec<Vec<String>> =
        turned[1..].iter().filter(|row| row[1..].iter().any(|cell| !cell.is_empty())).cloned().collect();
    table(caption, &names, &rows)
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
