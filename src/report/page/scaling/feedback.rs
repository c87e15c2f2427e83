//! How feedback becomes better with every perturbation, by size.

use crate::report::chart::{Axis, Chart, Series};
use crate::report::page::Figure;
use crate::report::page::run::curves;
use crate::run::document::scale::{ScaleDocument, ScaleRow};
use crate::run::scale::{credits, sizes};

/// Curves that a reader can tell apart. Of more, those of the smallest and the largest size are drawn.
const MOST: usize = 8;

/// The cosine of feedback with the Jacobian against the number of perturbations, medians over seeds with quartiles as a band.
pub fn figure(document: &ScaleDocument) -> Option<Figure> {
    let (credits, mut sizes) = (credits(&document.rows), sizes(&document.rows));
    if credits.len() * sizes.len() > MOST {
        sizes = sizes.first().copied().into_iter().chain(sizes.last().copied()).collect();
    }
    let all = credits.iter().flat_map(|credit| sizes.iter().map(move |size| (credit, *size)));
    let series = all.enumerate().map(|(i, (credit, size))| {
        let own = document.rows.iter().filter(|row| row.size == size && row.credit == *credit);
        curve(&format!("{credit}, {size}"), i, &own.collect::<Vec<_>>())
    });
    let chart = Chart {
        title: "Feedback after more and more perturbations".into(),
        x: Axis::log("perturbations"),
        y: Axis::linear("cosine with the Jacobian").reaching(&[0.0, 1.0]),
        series: series.collect(),
        ..Chart::default()
    };
    let caption = "Estimated from nothing on circuits that have learned; by credit source and size.";
    curves::figure("scale-feedback", caption, chart)
}

/// Numbers of perturbations that every run has tried.
fn curve(name: &str, colour: usize, runs: &[&ScaleRow]) -> Series {
    let shortest = runs.iter().map(|row| &row.feedback_curve).min_by_key(|curve| curve.len());
    let places = shortest.into_iter().flatten().enumerate();
    let at = |i: usize| runs.iter().map(|row| row.feedback_curve[i].cos_jacobian).collect();
    Series::of_quartiles(name, colour, places.map(|(i, point)| (point.perturbations as f64, at(i))))
}
