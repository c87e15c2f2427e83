//! The picture of `trifactor scale`.

use super::chart::{Axis, Chart, Series, Style, multi};
use crate::run::document::scale::{ScaleDocument, ScaleRow};
use crate::run::scale::{QUANTITIES, Quantity, credits, sizes};

/// Score, credit, dimension and cost against size: medians over seeds with quartiles as a band, a fitted power law dotted.
pub fn svg(circuit: &str, document: &ScaleDocument) -> String {
    multi(&charts(circuit, document), 3)
}

/// One chart a quantity that was measured.
pub fn charts(circuit: &str, document: &ScaleDocument) -> Vec<Chart> {
    let Some(name) = document.axis.first() else { return Vec::new() };
    let mut quantities: Vec<(Quantity, bool)> = vec![
        (("test score", |row, _| row.score), false),
        (("cosine with the Jacobian", |row, name| row.credit_quality.get(name)?.cos_jacobian), false),
        (("captured fraction", |row, name| row.credit_quality.get(name)?.captured), false),
    ];
    quantities.extend(QUANTITIES.map(|quantity| (quantity, true)));
    let chart = |((label, of), log): (Quantity, bool)| {
        let mut series = Vec::new();
        for (colour, credit) in credits(&document.rows).into_iter().enumerate() {
            let measured = measured(&document.rows, &credit, colour, &|row| of(row, name));
            if measured.points.is_empty() {
                continue;
            }
            let ends = [measured.points.first().copied(), measured.points.last().copied()];
            series.push(measured);
            if let Some(law) = document.fits.get(&credit).and_then(|fits| fits.get(label)) {
                let points = ends.into_iter().flatten().map(|(x, _)| (x, law.factor * x.powf(law.exponent))).collect();
                series.push(Series { points, style: Style::Dashed, colour: Some(colour), ..Series::default() });
            }
        }
        let y = if log { Axis::log(label) } else { Axis::linear(label) };
        Chart { title: circuit.into(), x: Axis::log(&format!("neurons of {name}")), y, series, ..Chart::default() }
    };
    quantities.into_iter().map(chart).filter(tells).collect()
}

/// Does anything depend on size? A curve takes three points, and one that was counted at too few evaluations is flat.
fn tells(chart: &Chart) -> bool {
    let measured = || chart.series.iter().filter(|series| series.style != Style::Dashed);
    let mut heights = measured().flat_map(|series| &series.points).map(|(_, y)| y);
    let first = heights.next();
    measured().any(|series| series.points.len() > 2) && heights.any(|y| Some(y) != first)
}

fn measured(rows: &[ScaleRow], credit: &str, colour: usize, of: &dyn Fn(&ScaleRow) -> Option<f64>) -> Series {
    let values = |size: usize| {
        let own = rows.iter().filter(|row| row.size == size && row.credit == credit);
        (size as f64, own.filter_map(of).collect())
    };
    Series::of_quartiles(credit, colour, sizes(rows).into_iter().map(values))
}
