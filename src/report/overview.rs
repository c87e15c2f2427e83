//! Analyses of several runs in one table: medians over runs that differ in their seed alone.

use super::estimates::notes;
use super::table::{number, table};
use crate::analysis::quantile::quantile;
use crate::run::document::AnalysisDocument;
use crate::run::document::analysis::{Dimension, PopulationAnalysis};
use crate::run::document::robustness::Robustness;

/// One run and what it is called, its seed left out.
pub type Labelled<'a> = (String, &'a AnalysisDocument);

/// Dimension, alignment and robustness by run and population.
pub fn overview(all: &[Labelled]) -> String {
    let mut labels: Vec<&String> = Vec::new();
    for (label, _) in all {
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    let noisy = all.iter().any(|(_, document)| document.robustness.is_some());
    let (mut rows, mut told) = (Vec::new(), Vec::new());
    for label in labels {
        let group: Vec<&AnalysisDocument> = all.iter().filter(|(l, _)| l == label).map(|(_, d)| *d).collect();
        for (i, name) in group[0].populations.keys().enumerate() {
            let median = |of: &dyn Fn(&PopulationAnalysis) -> Option<f64>, digits| {
                number(quantile(group.iter().filter_map(|d| of(d.populations.get(name)?)).collect(), 0.5), digits)
            };
            let mut row = vec![
                if i == 0 { label.clone() } else { String::new() },
                if i == 0 { group.len().to_string() } else { String::new() },
                name.clone(),
                median(&|p| Some(p.neurons as f64), 0),
                median(&|p| p.dimension.participation_ratio, 1),
                median(&|p| p.dimension.participation_ratio_both, 1),
                median(&|p| p.dimension.k95.map(|k| k as f64), 0),
                median(&|p| p.dimension.twonn, 1),
                median(&|p| Some(p.dimension.gride.iter().find(|scale| scale.neighbour == 16)?.dimension), 1),
                median(&|p| p.dimension.levina_bickel, 1),
                median(&|p| Some(p.alignment.as_ref()?.rank as f64), 0),
                median(&|p| p.alignment.as_ref()?.captured.last().copied(), 3),
                median(&|p| Some(p.alignment.as_ref()?.null), 3),
            ];
            if noisy {
                let of = |get: fn(&Robustness) -> Option<f64>, digits| {
                    let found = group.iter().filter_map(|d| get(d.robustness.as_ref()?)).collect();
                    if i == 0 { number(quantile(found, 0.5), digits) } else { String::new() }
                };
                row.extend([of(|r| r.clean, 4), of(|r| r.half_inputs, 2), of(|r| r.half_weights, 2)]);
            }
            rows.push(row);
            told.extend(notes_of(label, name, &group));
        }
    }
    let mut header = vec![
        "run",
        "runs",
        "population",
        "n",
        "PR",
        "PR corrected",
        "95 %",
        "twoNN",
        "GRIDE 16",
        "Levina–Bickel",
        "d",
        "captured f",
        "random",
    ];
    let mut note = String::from("medians over runs that differ in their seed alone");
    if noisy {
        header.extend(["score", "inputs ½", "weights ½"]);
        note += "; ½: the level of noise at which half of what the score is above chance is lost";
    }
    std::iter::once(format!("{}\n\n{note}", table(&header, &rows))).chain(told).collect::<Vec<_>>().join("\n")
}

/// What is to be said of the estimates of a population in some runs: the worst of it, as a table of medians is read.
fn notes_of(what: &str, name: &str, group: &[&AnalysisDocument]) -> Vec<String> {
    let all: Vec<&PopulationAnalysis> = group.iter().filter_map(|d| d.populations.get(name)).collect();
    let Some(worst) = all.iter().max_by_key(|p| p.dimension.duplicates) else { return Vec::new() };
    let missing = all.iter().rev().flat_map(|p| p.dimension.missing.clone()).collect();
    let dimension = Dimension { duplicates: worst.dimension.duplicates, missing, ..Dimension::default() };
    let of = if all.len() > 1 { format!(", the worst of {} runs", all.len()) } else { String::new() };
    notes(&format!("{what}, {name}{of}"), worst.samples, &dimension)
}
