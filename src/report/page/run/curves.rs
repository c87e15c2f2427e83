//! Curves over the course of a run, and figures of them.

use crate::report::chart::{Axis, Chart, Series, Style};
use crate::report::page::Figure;
use crate::report::page::csv::Csv;
use crate::run::MetricsRow;

/// A curve over updates; lines without a number are left out.
pub fn curve(name: &str, rows: &[MetricsRow], get: impl Fn(&MetricsRow) -> Option<f64>) -> Series {
    let point = |row: &MetricsRow| Some((row.update as f64, get(row).filter(|y| y.is_finite())?));
    Series { name: name.into(), points: rows.iter().filter_map(point).collect(), ..Series::default() }
}

/// Values in their order, the first at 1.
pub fn ranked(name: &str, values: impl IntoIterator<Item = f64>) -> Series {
    let points = (1..).map(f64::from).zip(values).collect();
    Series { name: name.into(), points, ..Series::default() }
}

/// The same series in a colour.
pub fn coloured(series: Series, colour: usize) -> Series {
    Series { colour: Some(colour), ..series }
}

/// The same series, as something expected rather than measured.
pub fn expected(series: Series, colour: usize) -> Series {
    Series { colour: Some(colour), style: Style::Dashed, ..series }
}

/// A figure of a chart, if it shows a point.
pub fn figure(name: &str, caption: &str, mut chart: Chart) -> Option<Figure> {
    chart.series.retain(|series| series.points.iter().any(|(x, y)| shown(*x, &chart.x) && shown(*y, &chart.y)));
    if chart.series.is_empty() {
        return None;
    }
    chart.compact = true;
    let numbers = Some(Csv::of_chart(&chart));
    Some(Figure { name: name.into(), drawing: chart.drawing(), caption: caption.into(), numbers })
}

fn shown(number: f64, axis: &Axis) -> bool {
    number.is_finite() && (!axis.log || number > 0.0)
}
