//! Charts as drawings: one, or several side by side.

use super::{CLASS, COMPACT, Chart, PANEL, panel, style};
use crate::report::svg::document::Drawing;
use crate::report::svg::element::number;

impl Chart {
    /// The chart as a document.
    pub fn render(&self) -> String {
        multi(std::slice::from_ref(self), 1)
    }

    /// The chart.
    pub fn drawing(&self) -> Drawing {
        let (width, height) = if self.compact { COMPACT } else { PANEL };
        let size = (width, height + panel::more(self, width));
        side_by_side(std::slice::from_ref(self), 1, size)
    }
}

/// Several charts side by side in one document.
pub fn multi(charts: &[Chart], columns: usize) -> String {
    side_by_side(charts, columns, PANEL).document()
}

fn side_by_side(charts: &[Chart], columns: usize, panel: (f64, f64)) -> Drawing {
    let columns = columns.clamp(1, charts.len().max(1));
    let rows = charts.len().div_ceil(columns).max(1);
    let place = |i: usize| ((i % columns) as f64 * panel.0, (i / columns) as f64 * panel.1);
    let panels = charts.iter().enumerate().map(|(i, chart)| {
        let (x, y) = place(i);
        panel::panel(chart, panel).set("transform", format!("translate({} {})", number(x), number(y)))
    });
    let titles: Vec<&str> = charts.iter().map(|chart| chart.title.as_str()).filter(|title| !title.is_empty()).collect();
    let described: Vec<String> = charts.iter().map(describe).collect();
    Drawing {
        size: (panel.0 * columns as f64, panel.1 * rows as f64),
        title: titles.join("; "),
        description: described.join(" "),
        style: style::sheet(),
        class: CLASS,
        content: panels.collect(),
    }
}

fn describe(chart: &Chart) -> String {
    let names: Vec<&str> = chart.series.iter().map(|s| s.name.as_str()).filter(|name| !name.is_empty()).collect();
    let of = if names.is_empty() { String::new() } else { format!(", for {}", names.join(", ")) };
    format!("{}: {} over {}{of}.", chart.title, chart.y.label, chart.x.label)
}
