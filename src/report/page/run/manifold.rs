//! The manifold of the activity over the course of the run.

use super::curves::{curve, figure};
use crate::report::chart::{Axis, Chart, Series};
use crate::report::page::Section;
use crate::report::page::recorded::Recorded;
use crate::run::document::ManifoldQuality;

/// Populations of one chart: more lines would not be told apart.
const LINES: usize = 7;

/// A reader of measurements.
type Get = fn(&ManifoldQuality) -> Option<f64>;

/// Dimension by each cheap estimator, and drift of the leading components.
pub fn section(run: &Recorded) -> Option<Section> {
    let names = run.in_order(run.rows.iter().flat_map(|row| row.manifold.keys()));
    let charts: [(&str, &str, &str, &str, Get); 4] = [
        (
            "participation",
            "Participation ratio",
            "dimension",
            "Corrected for finite samples and neurons; where that was not measured, naive.",
            |m| m.participation_ratio_both.or(m.participation_ratio),
        ),
        ("k95", "Components for 95 % of the variance", "components", "Principal components of the activity.", |m| {
            m.k95.map(|k| k as f64)
        }),
        ("twonn", "twoNN", "dimension", "Intrinsic dimension from the two nearest neighbours.", |m| m.twonn),
        (
            "drift",
            "Drift of the leading components",
            "mean principal angle (degrees)",
            "Between the leading components and those of the measurement before.",
            |m| m.drift,
        ),
    ];
    let figures = charts.into_iter().filter_map(|(id, title, label, caption, get)| {
        let line = |name: &&String| curve(name, &run.rows, |row| row.manifold.get(*name).and_then(get));
        let series: Vec<Series> = names.iter().take(LINES).map(line).collect();
        // Components that did not turn differ by rounding: an axis of 10⁻¹⁵ degrees would say more than that.
        let (x, y) = (Axis::linear("updates").tight().reaching(&[0.0]), Axis::linear(label).reaching(&[0.0, 0.01]));
        let chart = Chart { title: title.into(), x, y, series, ..Chart::default() };
        figure(&format!("manifold-{id}"), caption, chart)
    });
    let lead =
        "How many dimensions the activity takes while the circuit learns, and how fast its leading components turn.";
    Section::new("manifold", "Manifold over time", lead, figures.collect()).unless_empty()
}
