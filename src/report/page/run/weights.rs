//! Weights: a histogram a projection.

use super::curves::figure;
use crate::report::chart::{Axis, Chart, Series, Style};
use crate::report::page::table::{count, number, table};
use crate::report::page::{Figure, Section};
use crate::run::document::AnalysisDocument;
use crate::run::document::analysis::ProjectionAnalysis;

/// Projections that are drawn; the table has all.
const DRAWN: usize = 16;

/// Histograms, and a table of sizes.
pub fn section(analysis: &AnalysisDocument) -> Option<Section> {
    let projections = &analysis.projections;
    let figures = projections.iter().take(DRAWN).filter_map(histogram).collect();
    let lead = format!("Synapses by weight, at update {}.", analysis.update);
    let mut section = Section::new("weights", "Weights", &lead, figures);
    if !projections.is_empty() {
        let row = |p: &ProjectionAnalysis| {
            let name = format!("{} → {}", p.from, p.to);
            let ends = [Some(p.rms), p.least, p.greatest].map(|x| number(x, 4));
            [vec![name, count(p.synapses as u64)], ends.to_vec()].concat()
        };
        let header = ["projection", "synapses", "root mean square", "least", "greatest"];
        section.rest.push(table("Sizes of weights.", &header, &projections.iter().map(row).collect::<Vec<_>>()));
    }
    section.unless_empty()
}

fn histogram(projection: &ProjectionAnalysis) -> Option<Figure> {
    let ProjectionAnalysis { from, to, range: (low, high), histogram, .. } = projection;
    let bins = histogram.len();
    if bins == 0 || histogram.iter().all(|count| *count == 0) || high <= low {
        return None;
    }
    let end = |i: usize| low + (high - low) * i as f64 / bins as f64;
    let mut points: Vec<(f64, f64)> = histogram.iter().enumerate().map(|(i, &n)| (end(i), n as f64)).collect();
    points.push((*high, 0.0));
    let chart = Chart {
        title: format!("{from} → {to}"),
        x: Axis::linear("weight").tight(),
        y: Axis::linear("synapses"),
        series: vec![Series { points, style: Style::Steps, colour: Some(0), ..Series::default() }],
        ..Chart::default()
    };
    let caption = format!("{} synapses, root mean square {:.4}.", count(projection.synapses as u64), projection.rms);
    figure(&format!("weights-{from}-{to}"), &caption, chart)
}
