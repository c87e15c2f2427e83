//! The numbers behind a figure, as comma-separated values (RFC 4180).

use crate::report::chart::Chart;
use crate::report::chart::bars::Bars;
use crate::report::chart::heatmap::Heatmap;
use std::fmt::{self, Display};

/// A table of texts and numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Csv {
    /// Names of the columns.
    pub header: Vec<String>,
    /// Rows, each with as many cells as the header.
    pub rows: Vec<Vec<String>>,
}

impl Csv {
    /// One row a point of each series. Numbers have all their digits.
    pub fn of_chart(chart: &Chart) -> Csv {
        let banded = chart.series.iter().any(|series| series.band.is_some());
        let mut header = vec!["series".into(), chart.x.label.clone(), chart.y.label.clone()];
        if banded {
            header.extend(["low".into(), "high".into()]);
        }
        let mut rows = Vec::new();
        let mut name = "";
        for series in &chart.series {
            // A series without a name belongs to the one before it.
            name = match (series.key.as_str(), series.name.as_str()) {
                ("", "") => name,
                ("", own) => own,
                (key, _) => key,
            };
            for (i, (x, y)) in series.points.iter().enumerate() {
                let mut row = vec![name.to_string(), number(*x), number(*y)];
                if banded {
                    let ends = series.band.as_ref().and_then(|band| band.get(i));
                    row.extend(
                        ends.map_or([String::new(), String::new()], |(low, high)| [number(*low), number(*high)]),
                    );
                }
                rows.push(row);
            }
        }
        Csv { header, rows }
    }

    /// One row a bar.
    pub fn of_bars(bars: &Bars) -> Csv {
        let header = ["name", &bars.label, "low", "high", "values"].map(String::from).to_vec();
        let row = |bar: &crate::report::chart::bars::Bar| {
            let ends = bar.interval.map_or([String::new(), String::new()], |(low, high)| [number(low), number(high)]);
            let [low, high] = ends;
            let dots: Vec<String> = bar.dots.iter().map(|dot| number(*dot)).collect();
            vec![bar.name.clone(), number(bar.value), low, high, dots.join(" ")]
        };
        Csv { header, rows: bars.bars.iter().map(row).collect() }
    }

    /// The picture, row for row.
    pub fn of_heatmap(map: &Heatmap) -> Csv {
        let header = map.numbers.iter().map(|number| format!("{} {number}", map.across)).collect();
        let row = |row: &[f32]| row.iter().map(f32::to_string).collect();
        Csv { header, rows: map.values.chunks_exact(map.cols.max(1)).map(row).collect() }
    }
}

/// What is not a number is left empty.
fn number(x: f64) -> String {
    if x.is_finite() { x.to_string() } else { String::new() }
}

impl Display for Csv {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for row in std::iter::once(&self.header).chain(&self.rows) {
            let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
            writeln!(f, "{}", cells.join(","))?;
        }
        Ok(())
    }
}

fn quoted(cell: &str) -> String {
    match cell.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_hold_commas_or_quotes_are_quoted() {
        let csv = Csv { header: vec!["a,b".into(), "c".into()], rows: vec![vec!["say \"x\"".into(), "1.5".into()]] };
        assert_eq!(csv.to_string(), "\"a,b\",c\n\"say \"\"x\"\"\",1.5\n");
    }
}
