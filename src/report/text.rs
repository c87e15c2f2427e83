//! Documents as text for a terminal.

use super::table::{number, table};
use crate::circuit::Circuit;
use crate::cli::listing::Group;
use crate::plan::memory::{Memory, human};
use crate::run::RunDocument;
use crate::run::document::CreditQuality;
use std::collections::BTreeMap;
use std::path::Path;

/// The end of a run.
pub fn run(document: &RunDocument) -> String {
    let mut out = String::from("\n");
    let row = |name: &str, m: crate::run::Measured| vec![name.into(), number(m.loss, 4), number(m.score, 4)];
    out += &table(&["", "loss", "score"], &[row("train", document.train), row("test", document.test)]);
    out += "\n";
    if !document.credit_quality.is_empty() {
        out += &format!("\n{}\n", credit(&document.credit_quality));
    }
    let rate = document.samples_per_s.map_or(String::new(), |rate| format!(", {rate:.0} samples/s"));
    let end = if document.interrupted { "stopped" } else { "done" };
    out += &format!("\n{end} after {} updates in {:.1} s{rate}", document.steps, document.wall_s);
    if let Some(folder) = &document.out {
        out += &format!("\n{folder}");
        if document.interrupted {
            out += &format!("\ncontinue with: trifactor run --resume {folder}");
        }
    }
    out
}

/// Credit quality by population.
pub fn credit(quality: &BTreeMap<String, CreditQuality>) -> String {
    let rows: Vec<Vec<String>> = quality
        .iter()
        .map(|(name, q)| {
            vec![
                name.clone(),
                number(q.cos_activation, 3),
                number(q.cos_weight, 3),
                number(q.cos_jacobian, 3),
                number(q.predicted_cos, 3),
                number(q.captured, 3),
                q.rank.map_or("–".into(), |d| d.to_string()),
                q.neurons.to_string(),
                number(q.k_eff, 0),
            ]
        })
        .collect();
    table(&["credit", "cos activity", "cos weights", "cos J", "law", "captured f", "d", "n", "K_eff"], &rows)
}

/// A circuit without problems.
pub fn checked(path: &Path, circuit: &Circuit, memory: &Memory) -> String {
    let mut out = format!("{}: ok ({}, {})\n", path.display(), circuit.name, human(memory.total_bytes));
    for share in memory.by.iter().take(5) {
        out += &format!("  {:>10}  {}\n", human(share.bytes), share.name);
    }
    let rest = memory.by.iter().skip(5).map(|share| share.bytes).sum();
    out += &format!("  {:>10}  in {} more buffers", human(rest), memory.by.len().saturating_sub(5));
    out
}

/// Declarations, with their parameters if asked for.
pub fn listing(groups: &[Group], parameters: bool) -> String {
    let mut out = String::new();
    for group in groups {
        out += &format!("{}\n", group.kind);
        for member in &group.members {
            out += &format!("  {}\n      {}\n", member.name, member.doc);
            for field in member.fields.iter().filter(|_| parameters) {
                let default = field.default.as_ref().map_or("required".into(), |d| format!("default {d}"));
                out += &format!("      {}: {} ({default})\n          {}\n", field.name, field.legal, field.doc);
            }
        }
        out += "\n";
    }
    if !parameters {
        out += "parameters: trifactor models NAME, or trifactor tasks NAME";
    }
    out
}
