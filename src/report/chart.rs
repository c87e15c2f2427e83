//! Charts of lines, bands, points and bars, and pictures of activity: alone or within a page.

pub mod bars;
pub mod heatmap;
pub mod labels;
pub mod legend;
pub mod marker;
pub mod panel;
mod render;
pub mod scale;
pub mod style;

pub use render::multi;

use crate::analysis::quantile::quantile;

/// An axis.
#[derive(Debug, Clone, Default)]
pub struct Axis {
    /// What it measures, with the unit.
    pub label: String,
    /// True for a logarithmic axis.
    pub log: bool,
    /// Numbers that it shows in any case, besides those of the series.
    pub reach: Vec<f64>,
    /// True for an axis that ends where the series do, not at a tick.
    pub tight: bool,
    /// Where its ticks stand; none: at round numbers.
    pub ticks: Vec<f64>,
}

impl Axis {
    /// A linear axis.
    pub fn linear(label: &str) -> Axis {
        Axis { label: label.into(), ..Axis::default() }
    }

    /// A logarithmic axis.
    pub fn log(label: &str) -> Axis {
        Axis { label: label.into(), log: true, ..Axis::default() }
    }

    /// The same axis, ending where the series do.
    pub fn tight(mut self) -> Axis {
        self.tight = true;
        self
    }

    /// The same axis, which shows these numbers too.
    pub fn reaching(mut self, numbers: &[f64]) -> Axis {
        self.reach.extend(numbers);
        self
    }
}

/// How a series is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// A line through the points.
    #[default]
    Line,
    /// A thin line: one of many.
    Thin,
    /// Points alone.
    Points,
    /// A dotted line: what is expected rather than measured.
    Dashed,
    /// A bar from zero (the axis's end, on a logarithmic one) to each point.
    Bars,
    /// A histogram: each point is the left end of a bin and its height, the last one the right end of the last bin.
    Steps,
}

/// A series of points. What is not finite, or not positive on a logarithmic axis, is left out.
#[derive(Debug, Clone, Default)]
pub struct Series {
    /// Its name; a series without one has no label.
    pub name: String,
    /// What it is called in the file of numbers, where that is not its name.
    pub key: String,
    /// Points (x, y).
    pub points: Vec<(f64, f64)>,
    /// A band from low to high at each point.
    pub band: Option<Vec<(f64, f64)>>,
    /// How it is drawn.
    pub style: Style,
    /// Its colour, by number, and once all are taken its dashes; `None`: its place among the chart's series.
    pub colour: Option<usize>,
    /// The shape of its points, by number.
    pub marker: usize,
}

impl Series {
    /// The median of what was measured at each place, quartiles as a band; places without a number are left out. One number
    /// a place has no quartiles.
    pub fn of_quartiles(name: &str, colour: usize, at: impl Iterator<Item = (f64, Vec<f64>)>) -> Series {
        let mut several = false;
        let quartiles = |(x, values): (f64, Vec<f64>)| {
            several |= values.len() > 1;
            let at = |q| quantile(values.clone(), q);
            Some(((x, at(0.5)?), (at(0.25)?, at(0.75)?)))
        };
        let (points, band): (Vec<_>, Vec<_>) = at.filter_map(quartiles).unzip();
        Series { name: name.into(), points, band: several.then_some(band), colour: Some(colour), ..Series::default() }
    }

    /// The CSS classes of its line, by the number of its colour.
    fn line(&self, number: usize) -> String {
        let (colour, round) = style::look(number);
        let look = match self.style {
            Style::Dashed => " dashed",
            Style::Thin => " thin",
            _ => round,
        };
        format!("series stroke-{colour}{look}")
    }
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
    /// Heights with a thin line across, and what they mean.
    pub levels: Vec<(f64, String)>,
    /// True for a smaller panel whose names stand above the plot, for pages that may be narrow.
    pub compact: bool,
}

/// Width and height of a panel.
pub const PANEL: (f64, f64) = (560.0, 360.0);
/// The same of a compact one.
pub const COMPACT: (f64, f64) = (480.0, 330.0);

/// The class of all charts within a page.
pub const CLASS: &str = "chart";

#[cfg(test)]
mod tests;
