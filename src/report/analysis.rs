//! An analysis as text for a terminal.

use super::estimates::notes;
use super::table::{number, table};
use crate::analysis::quantile::quantile;
use crate::run::document::AnalysisDocument;
use crate::run::document::analysis::{SimilarityDocument, SimilarityRow, SubspaceAlignment};
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
    rows.extend(found.rows.iter().map(|noisy| match noisy.diverged {
        0 => row(&noisy.kind, noisy.level.to_string(), noisy.score),
        _ => vec![noisy.kind.clone(), noisy.level.to_string(), "diverged".into()],
    }));
    let half = |kind: &str, level: Option<f64>| match level {
        Some(level) => format!("{level:.2}"),
        None if found.rows.iter().any(|row| row.kind == kind && row.diverged > 0) => "unknown".into(),
        None => "beyond".into(),
    };
    let (inputs, weights) = (half("inputs", found.half_inputs), half("weights", found.half_weights));
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
    let told = document.populations.iter().flat_map(|(name, p)| notes(name, p.samples, &p.dimension));
    std::iter::once(table(&header, &rows.collect::<Vec<_>>())).chain(told).collect::<Vec<_>>().join("\n")
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

/// Names at the beginning and the end of a long list.
const ENDS: (usize, usize) = (4, 2);

/// In which order images were taken: what they are compared with must have the same. `None` where stimuli are no images.
pub fn order(document: &SimilarityDocument) -> Option<String> {
    let names = &document.order;
    let (first, last) = (ENDS.0.min(names.len()), names.len().saturating_sub(ENDS.1));
    let listed = match first + 1 < last {
        true => format!("{}, …, {} (all in the JSON document)", names[..first].join(", "), names[last..].join(", ")),
        false => names.join(", "),
    };
    (!names.is_empty()).then(|| format!("stimuli in this order: {listed}"))
}

/// One line of the similarity of one run.
pub struct Compared {
    /// What the run is called, without its seed.
    pub run: String,
    /// The credit source.
    pub credit: String,
    /// What was found.
    pub row: SimilarityRow,
}

/// Similarity by run, population and reference: medians over runs that differ in their seed alone. What the stimuli
/// themselves give is the same for all runs on the same task, and is shown once.
pub fn similarity(all: &[Compared]) -> String {
    let key = |c: &Compared| match c.row.population.as_str() {
        "pixels" => (String::new(), "pixels".to_string(), c.row.reference.clone()),
        population => (c.run.clone(), population.to_string(), c.row.reference.clone()),
    };
    let mut keys: Vec<_> = all.iter().map(key).collect();
    let mut seen = std::collections::HashSet::new();
    keys.retain(|key| seen.insert(key.clone()));
    keys.sort_by_key(|(run, ..)| !run.is_empty());
    let rows = keys.into_iter().map(|key_of_row| {
        let group: Vec<&Compared> = all.iter().filter(|c| key(c) == key_of_row).collect();
        let (run, population, reference) = key_of_row;
        let median = |get: fn(&SimilarityRow) -> Option<f64>| {
            number(quantile(group.iter().filter_map(|c| get(&c.row)).collect(), 0.5), 3)
        };
        let range = |get: fn(&SimilarityRow) -> Option<(f64, f64)>| {
            get(&group[0].row).map_or("–".into(), |(low, high)| format!("{low:.3} … {high:.3}"))
        };
        let own = !run.is_empty();
        vec![
            if own { run } else { "–".into() },
            if own { group[0].credit.clone() } else { "–".into() },
            if own { group.len().to_string() } else { "–".into() },
            population,
            reference,
            median(|row| row.pearson),
            if group.len() == 1 || !own { range(|row| row.interval) } else { "–".into() },
            median(|row| row.spearman),
            median(|row| row.rho_a),
            median(|row| row.tau_a),
            range(|row| row.ceiling),
            median(|row| row.cka),
            median(|row| row.predictivity),
        ]
    });
    let header = [
        "run",
        "credit",
        "runs",
        "population",
        "reference",
        "Pearson",
        "95 %",
        "Spearman",
        "ρa",
        "τa",
        "ceiling",
        "CKA",
        "r²/c",
    ];
    format!("similarity of dissimilarities (1 − r between patterns)\n{}", table(&header, &rows.collect::<Vec<_>>()))
}
