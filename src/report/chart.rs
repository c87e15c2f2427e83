//! Charts of lines, bands, points and bars, as standalone SVG documents.

pub mod labels;
pub mod panel;
pub mod scale;
pub mod style;

use super::svg::document::document;
use super::svg::element::{Element, number};

/// An axis.
#[derive(Debug, Clone, Default)]
pub struct Axis {
    /// What it measures, with the unit.
    pub label: String,
    /// True for a logarithmic axis.
    pub log: bool,
}

impl Axis {
    /// A linear axis.
    pub fn linear(label: &str) -> Axis {
        Axis { label: label.into(), log: false }
    }

    /// A logarithmic axis.
    pub fn log(label: &str) -> Axis {
        Axis { label: label.into(), log: true }
    }
}

/// How a series is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// A line through the points.
    #[default]
    Line,
    /// Points alone.
    Points,
    /// A dotted line: what is expected rather than measured.
    Dashed,
    /// A bar from zero (the axis's end, on a logarithmic one) to each point.
    Bars,
}

/// A series of points. What is not finite, or not positive on a logarithmic axis, is left out.
#[derive(Debug, Clone, Default)]
pub struct Series {
    /// Its name; a series without one has no label.
    pub name: String,
    /// Points (x, y).
    pub points: Vec<(f64, f64)>,
    /// A band from low to high at each point.
    pub band: Option<Vec<(f64, f64)>>,
    /// How it is drawn.
    pub style: Style,
    /// Its colour, by number; `None`: its place among the chart's series.
    pub colour: Option<usize>,
}

/// A chart.
#[derive(Debug, Clone, Default)]
pub struct Chart {
    /// What stands above it.
    pub title: String,
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// What is shown.
    pub series: Vec<Series>,
}

/// Width and height of a panel.
pub const PANEL: (f64, f64) = (560.0, 360.0);

impl Chart {
    /// The chart as a document.
    pub fn render(&self) -> String {
        multi(std::slice::from_ref(self), 1)
    }
}

/// Several charts side by side in one document.
pub fn multi(charts: &[Chart], columns: usize) -> String {
    let columns = columns.clamp(1, charts.len().max(1));
    let rows = charts.len().div_ceil(columns).max(1);
    let place = |i: usize| ((i % columns) as f64 * PANEL.0, (i / columns) as f64 * PANEL.1);
    let panels = charts.iter().enumerate().map(|(i, chart)| {
        let (x, y) = place(i);
        panel::panel(chart).set("transform", format!("translate({} {})", number(x), number(y)))
    });
    let titles: Vec<&str> = charts.iter().map(|chart| chart.title.as_str()).filter(|title| !title.is_empty()).collect();
    let described: Vec<String> = charts.iter().map(describe).collect();
    let size = (PANEL.0 * columns as f64, PANEL.1 * rows as f64);
    let content: Vec<Element> = panels.collect();
    document(size, &titles.join("; "), &described.join(" "), &style::sheet(), content)
}

fn describe(chart: &Chart) -> String {
    let names: Vec<&str> = chart.series.iter().map(|s| s.name.as_str()).filter(|name| !name.is_empty()).collect();
    format!("{}: {} over {}, for {}.", chart.title, chart.y.label, chart.x.label, names.join(", "))
}

#[cfg(test)]
mod tests;
