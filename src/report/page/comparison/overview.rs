//! What a reader wants to know first.

use super::Compared;
use crate::report::page::Page;
use crate::report::page::shell::{foot, unfinished};
use crate::report::page::table::number;

/// Tiles: more than there are credit sources, and no more than a reader takes in. The table has all rows.
const TILES: usize = 12;

/// The head of the page, without its sections.
pub fn page(compared: &Compared) -> Page {
    let circuit = compared.circuit.as_ref().map(|loaded| &loaded.circuit);
    let rows = &compared.document.rows;
    let headline = rows.iter().take(TILES).map(|row| {
        let score = number(row.median, 4);
        (row.credit.clone(), if score.is_empty() { "–".into() } else { score })
    });
    let mut runs = compared.runs.iter().flatten();
    // One that diverged says less of the others.
    let sound = runs.clone().filter(|run| !run.has_diverged()).find_map(|run| run.summary.as_ref());
    let first = sound.or_else(|| runs.find_map(|run| run.summary.as_ref()));
    let seeds = rows.first().map(|row| row.seeds.iter().map(u64::to_string).collect::<Vec<_>>().join(", "));
    let diverged: usize = rows.iter().map(|row| row.diverged).sum();
    let finished = rows.iter().map(|row| row.seeds.len()).sum();
    let diverged = (diverged > 0).then(|| format!("Runs that diverged: {diverged}. They count for no score."));
    let damaged = compared.complaints();
    let damaged = (!damaged.is_empty()).then(|| format!("Damaged metrics: {}.", damaged.join("; ")));
    let notices: Vec<String> =
        [unfinished(compared.document.unfinished, finished), diverged, damaged].into_iter().flatten().collect();
    let of = if compared.of_one_seed() { "of one seed" } else { "the median over seeds" };
    // Where the first run was interrupted there is no row; and a sum of nothing is −0.
    let seconds = (!rows.is_empty()).then(|| rows.iter().map(|row| row.wall_s).sum::<f64>());
    let facts = [
        ("task", first.map(|run| run.task.clone())),
        ("seeds", seeds),
        ("updates a run", first.map(|run| run.steps.to_string())),
        ("engine", first.map(|run| run.engine.clone())),
        ("device", first.map(|run| run.device.clone())),
        ("time of all runs together", seconds.map(|seconds| format!("{seconds:.1} s"))),
        ("version", first.map(|run| run.version.clone())),
    ];
    let facts = facts.into_iter().filter_map(|(name, value)| Some((name.to_string(), value?)));
    Page {
        title: circuit.map(|circuit| circuit.name.clone()).unwrap_or_else(|| "A comparison".into()),
        kind: "comparison of credit sources",
        lead: format!(
            "Test score by credit source, and by what was varied: {of}. Everything else is the same in all runs."
        ),
        notice: (!notices.is_empty()).then(|| notices.join(" ")),
        headline: headline.collect(),
        facts: facts.filter(|(_, value)| !value.is_empty()).collect(),
        foot: foot(first.map(|run| run.version.as_str())),
        ..Page::default()
    }
}
