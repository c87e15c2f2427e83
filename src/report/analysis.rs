//! An analysis as text for a terminal.

use super::table::{number, table};
use crate::run::document::AnalysisDocument;
use crate::run::document::analysis::SubspaceAlignment;
use crate::run::document::robustness::Robustness;

/// The dimension of every population's activity, and how its manifold lies to the Jacobian.
pub fn analysis(document: &AnalysisDocument) -> String {
    let mut parts = vec![format!("update {}, {} test trials", document.update, document.trials)];
    if !document.populations.is_empty() {
        parts.push(dimensions(document));
    }
    if document.populations.values().any(|population| population.alignment.is_some()) {
        parts.push(alignments(document));
    }
    parts.extend(document.robustness.as_ref().filter(|found| found.clean.is_some()).map(robustness));
    parts.join("\n\n")
}

fn robustness(found: &Robustness) -> String {
    let row = |kind: &str, level: String, score| vec![kind.to_string(), level, number(score, 4)];
    let mut rows = vec![row("none", String::new(), found.clean)];
    rows.extend(found.rows.iter().map(|noisy| row(&noisy.kind, noisy.level.to_string(), noisy.score)));
    let half = |level: Option<f64>| level.map_or("beyond".into(), |level| format!("{level:.2}"));
    let (inputs, weights) = (half(found.half_inputs), half(found.half_weights));
    let table = table(&["noise on", "level", "score"], &rows);
    format!("{table}\nhalf of what is above chance is lost at level {inputs} (inputs), {weights} (weights)")
}

fn dimensions(document: &AnalysisDocument) -> String {
    let count = |k: Option<usize>| k.map_or("–".into(), |k| k.to_string());
    let rows = document.populations.iter().map(|(name, population)| {
        let d = &population.dimension;
        let mut row = vec![name.clone(), population.neurons.to_string(), population.samples.to_string()];
        row.extend([d.participation_ratio, d.participation_ratio_both].map(|ratio| number(ratio, 1)));
        row.extend([d.k90, d.k95].map(count));
        row.extend([d.twonn, d.twonn_ml, d.levina_bickel].map(|dimension| number(dimension, 1)));
        row
    });
    let header =
        ["dimension", "n", "samples", "PR", "PR corrected", "90 %", "95 %", "twoNN", "twoNN ML", "Levina–Bickel"];
    table(&header, &rows.collect::<Vec<_>>())
}

fn alignments(document: &AnalysisDocument) -> String {
    let mean = |angles: &[f64]| (!angles.is_empty()).then(|| angles.iter().sum::<f64>() / angles.len() as f64);
    let row = |name: &String, a: &SubspaceAlignment| {
        let mut row = vec![name.clone(), a.rank.to_string()];
        row.extend([a.captured.last().copied(), Some(a.chance), Some(a.null)].map(|fraction| number(fraction, 3)));
        row.extend([a.angles.first().copied(), mean(&a.angles)].map(|angle| number(angle, 1)));
        row.extend([a.null_angles.first().copied(), mean(&a.null_angles)].map(|angle| number(angle, 1)));
        row
    };
    let rows = document.populations.iter().filter_map(|(name, p)| Some(row(name, p.alignment.as_ref()?)));
    let header = ["Jacobian", "d", "captured f", "chance", "random", "least angle", "mean", "random: least", "mean"];
    table(&header, &rows.collect::<Vec<_>>())
}
