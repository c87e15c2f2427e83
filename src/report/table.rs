//! Plain tables.

/// A table of texts: the first column left-aligned, the others right-aligned.
pub fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    let width = |text: &str| text.chars().count();
    let widths: Vec<usize> = (0..header.len())
        .map(|c| rows.iter().map(|row| width(&row[c])).chain([width(header[c])]).max().unwrap_or(0))
        .collect();
    let line = |cells: Vec<&str>| {
        let pad = |(c, cell): (usize, &str)| {
            let space = " ".repeat(widths[c] - width(cell));
            if c == 0 { format!("{cell}{space}") } else { format!("{space}{cell}") }
        };
        cells.into_iter().enumerate().map(pad).collect::<Vec<_>>().join("  ").trim_end().to_string()
    };
    let rule = widths.iter().map(|w| "─".repeat(*w)).collect::<Vec<_>>().join("──");
    let mut lines = vec![line(header.to_vec()), rule];
    lines.extend(rows.iter().map(|row| line(row.iter().map(String::as_str).collect())));
    lines.join("\n")
}

/// A number with `digits` decimals, or a dash for what was not measured.
pub fn number(x: Option<f64>, digits: usize) -> String {
    x.map_or("–".into(), |x| format!("{x:.digits$}"))
}

/// A number with as many decimals as it has, up to four.
pub fn short(x: f64) -> String {
    let text = format!("{x:.4}");
    text.trim_end_matches('0').trim_end_matches('.').into()
}
