//! Scores under noise that was never seen in learning.

use super::curves::figure;
use crate::report::chart::{Axis, Chart, Series};
use crate::report::page::Section;
use crate::report::page::table::{number, table};
use crate::run::document::AnalysisDocument;
use crate::run::document::robustness::{Robustness, RobustnessRow};

/// A curve a kind of noise, and every level in a table.
pub fn section(analysis: &AnalysisDocument) -> Option<Section> {
    let found = analysis.robustness.as_ref()?;
    let curves = ["inputs", "weights"].map(|kind| {
        let rows = found.rows.iter().filter(|row| row.kind == kind);
        let points = [(0.0, found.clean)].into_iter().chain(rows.map(|row| (row.level, row.score)));
        let points = points.filter_map(|(level, score)| Some((level, score?))).collect();
        Series { name: format!("noise on {kind}"), points, ..Series::default() }
    });
    let chart = Chart {
        title: "Test score under noise".into(),
        x: Axis::linear("noise, in units of the signal’s root mean square"),
        y: Axis::linear("test score").reaching(&[0.0, 1.0]),
        series: curves.into(),
        ..Chart::default()
    };
    let caption = "Gaussian noise on every input, fresh in every trial; or on every weight, the mean of three draws.";
    let lead =
        format!("On {} test trials, with weights that learned without this noise.{}", found.trials, halves(found));
    let mut section =
        Section::new("robustness", "Robustness", &lead, figure("robustness", caption, chart).into_iter().collect());
    let cells = |row: &RobustnessRow| {
        let score = if row.diverged > 0 { "diverged".into() } else { number(row.score, 4) };
        vec![row.kind.clone(), row.level.to_string(), score, number(row.loss, 4)]
    };
    let rows: Vec<Vec<String>> = found.rows.iter().map(cells).collect();
    if !rows.is_empty() {
        section.rest.push(table("Every level.", &["noise on", "level", "score", "loss"], &rows));
    }
    section.unless_empty()
}

fn halves(found: &Robustness) -> String {
    let half = |what: &str, level: Option<f64>| {
        level.map_or(String::new(), |level| format!(" Half of what is above chance is lost at {level:.2} on {what}."))
    };
    half("inputs", found.half_inputs) + &half("weights", found.half_weights)
}
