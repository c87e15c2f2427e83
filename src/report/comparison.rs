//! The picture of a comparison.

use super::chart::{Axis, Chart, Series, multi};
use crate::run::MetricsRow;
use crate::run::document::{CompareDocument, CompareRow};
use crate::run::folder::RunFolder;
use std::path::Path;

/// Score, and cosine with the exact credit in each population, over the run: medians over seeds with quartiles as a
/// band, one line a credit source. `None` where nothing was measured.
pub fn svg(circuit: &str, document: &CompareDocument) -> Option<String> {
    let curves: Vec<(&CompareRow, Vec<Vec<MetricsRow>>)> = document.rows.iter().map(|row| (row, read(row))).collect();
    let chart = |title: String, label: &str, get: &dyn Fn(&MetricsRow) -> Option<f64>| Chart {
        title,
        x: Axis::linear("training trials"),
        y: Axis::linear(label),
        series: curves
            .iter()
            .enumerate()
            .map(|(i, (row, runs))| series(&row.credit, i, runs, get))
            .filter(|series| !series.points.is_empty())
            .collect(),
        ..Chart::default()
    };
    let mut charts = vec![chart(circuit.into(), "test score", &|row| row.test.score)];
    let mut names: Vec<&String> = document.rows.iter().flat_map(|row| row.credit_quality.keys()).collect();
    names.sort();
    names.dedup();
    for name in names {
        let cosine = |row: &MetricsRow| row.credit_quality.get(name).and_then(|q| q.cos_activation);
        charts.push(chart(format!("credit of {name}"), "cosine with the exact credit", &cosine));
    }
    charts.retain(|chart| !chart.series.is_empty());
    (!charts.is_empty()).then(|| multi(&charts, 3))
}

/// The metrics of the runs that did not diverge.
fn read(row: &CompareRow) -> Vec<Vec<MetricsRow>> {
    let folders = row.out.iter().map(|out| RunFolder::existing(Path::new(out)));
    let diverged = |folder: &RunFolder| folder.summary().is_ok_and(|run| run.is_some_and(|run| run.diverged.is_some()));
    folders.filter(|folder| !diverged(folder)).map(|folder| folder.metrics().unwrap_or_default().rows).collect()
}

fn series(name: &str, colour: usize, runs: &[Vec<MetricsRow>], get: &dyn Fn(&MetricsRow) -> Option<f64>) -> Series {
    let length = runs.iter().map(Vec::len).min().unwrap_or(0);
    let values = |k: usize| (runs[0][k].samples as f64, runs.iter().filter_map(|run| get(&run[k])).collect());
    Series::of_quartiles(name, colour, (0..length).map(values))
}
