//! Documents as text for a terminal.

use super::scaling;
use super::sparkline::{self, Terminal};
use super::table::{number, short, table};
use crate::analysis::quantile::quantile;
use crate::circuit::Circuit;
use crate::plan::memory::human;
use crate::run::document::scale::{ScaleDocument, ScaleRow};
use crate::run::document::{CompareDocument, CompareRow, CreditQuality};
use crate::run::memory::Memory;
use crate::run::scale::{QUANTITIES, credits};
use crate::run::{MetricsRow, RunDocument};
use crate::schema::RecordDoc;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// One kind of thing that a circuit file chooses from.
#[derive(Debug, Serialize)]
pub struct Group {
    /// Where it stands in a circuit file.
    pub kind: &'static str,
    /// Its members.
    pub members: Vec<RecordDoc>,
}

/// The end of a run, with its curves as wide as the terminal.
pub fn run(document: &RunDocument, rows: &[MetricsRow], terminal: Terminal) -> String {
    let mut out = String::from("\n");
    out += &scores(document);
    if let Some(last) = rows.last().filter(|last| last.update != document.steps && document.diverged.is_none()) {
        out += &format!("\nthese scores are of update {}: nothing was evaluated since", last.update);
    }
    out += "\n";
    if !document.credit_quality.is_empty() {
        out += &format!("\n{}\n", credit(&document.credit_quality));
    }
    let curves = sparkline::run(rows, document.chance, terminal);
    // They would end in numbers that are no result.
    if !curves.is_empty() && document.diverged.is_none() {
        out += &format!("\n{curves}");
    }
    let rate = document.samples_per_s.map_or(String::new(), |rate| format!(", {rate:.0} samples/s"));
    let end = match document.interrupted {
        _ if document.diverged.is_some() => "diverged",
        true => "stopped",
        false => "done",
    };
    out += &format!("\n{end} after {} updates in {:.1} s{rate}", document.steps, document.wall_s);
    out += &format!("\n{}", document.engine);
    if let Some(folder) = &document.out {
        out += &format!("\n{folder}");
        if document.interrupted {
            out += &format!("\ncontinue with: trifactor run --resume {folder}");
        }
    }
    out
}

/// Loss and score beside chance, and each condition that the task tells apart.
fn scores(document: &RunDocument) -> String {
    let (train, test, chance) = (&document.train, &document.test, document.chance);
    let interval = test.interval.map_or(String::new(), |(low, high)| format!("{low:.4} to {high:.4}"));
    let rows = [
        ["train".into(), number(train.loss, 4), number(train.score, 4), String::new(), String::new()],
        ["test".into(), number(test.loss, 4), number(test.score, 4), interval, chance.map_or("–".into(), short)],
    ];
    let mut out = table(&["", "loss", "score", "95 % interval", "chance"], &rows.map(Vec::from));
    if test.is_at_chance(chance) == Some(true) {
        out += &format!("\nnot above chance: {} test trials do not tell this score from chance", test.trials);
    }
    let kinds = test.kinds.iter().take(MOST_KINDS);
    let rows =
        kinds.map(|kind| vec![kind.name.clone(), kind.trials.to_string(), number(kind.loss, 4), number(kind.score, 4)]);
    let rows: Vec<_> = rows.collect();
    if !rows.is_empty() {
        out += &format!("\n\n{}", table(&["test", "trials", "loss", "score"], &rows));
    }
    if let more @ 1.. = test.kinds.len().saturating_sub(MOST_KINDS) {
        out += &format!("\n… and {more} more: test.kinds in summary.json");
    }
    out
}

/// Conditions that a terminal shows: no more than a reader takes in.
const MOST_KINDS: usize = 20;

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

/// A comparison: scores, then the credit of each population.
pub fn compare(document: &CompareDocument, folder: &Path) -> String {
    let quality =
        |q: Option<&CreditQuality>, get: fn(&CreditQuality) -> Option<f64>, digits| number(q.and_then(get), digits);
    let mut rows = Vec::new();
    for row in &document.rows {
        let mut names: Vec<Option<&String>> = row.credit_quality.keys().map(Some).collect();
        if names.is_empty() {
            names.push(None);
        }
        for (i, name) in names.into_iter().enumerate() {
            let q = name.and_then(|name| row.credit_quality.get(name));
            let score = |x: Option<f64>| if i == 0 { number(x, 4) } else { String::new() };
            let diverged = if i == 0 && row.diverged > 0 { row.diverged.to_string() } else { String::new() };
            let label = if i == 0 { row.credit.clone() } else { String::new() };
            let (rank, neurons) = (q.and_then(|q| q.rank), q.map(|q| q.neurons));
            rows.push(vec![
                label,
                score(row.median),
                score(row.q25),
                score(row.q75),
                diverged,
                if i == 0 { trials(row) } else { String::new() },
                name.cloned().unwrap_or_default(),
                quality(q, |q| q.cos_activation, 3),
                quality(q, |q| q.cos_weight, 3),
                quality(q, |q| q.cos_jacobian, 3),
                quality(q, |q| q.predicted_cos, 3),
                quality(q, |q| q.captured, 3),
                rank.map_or("–".into(), |d| d.to_string()),
                neurons.map_or("–".into(), |n| n.to_string()),
                quality(q, |q| q.k_eff, 0),
            ]);
        }
    }
    let header = [
        "credit",
        "score",
        "q25",
        "q75",
        "diverged",
        "trials",
        "population",
        "cos activity",
        "cos weights",
        "cos J",
        "law",
        "captured f",
        "d",
        "n",
        "K_eff",
    ];
    let counted = document.rows.iter().any(|row| row.trials_to_criterion.is_some());
    let trials = if counted { "; trials: median until the criterion, and how many seeds reached it" } else { "" };
    let note = match document.rows.iter().map(|row| row.seeds.len()).max() {
        Some(seeds @ 2..) => {
            format!(
                "scores: median and quartiles of {seeds} seeds on test trials{trials}; credit: medians on held-out trials"
            )
        }
        _ => format!("scores: of one seed, on test trials{trials}; credit: on held-out trials"),
    };
    let chance = document.chance.map_or(String::new(), |chance| format!("; chance {}", short(chance)));
    let diverged = document.rows.iter().any(|row| row.diverged > 0);
    let note = if diverged { note + "; runs that diverged count for neither" } else { note };
    let ran: Vec<String> =
        document.rows.iter().filter(|row| !row.ran.is_empty() && row.ran != row.source).map(as_it_ran).collect();
    let ran = if ran.is_empty() { String::new() } else { format!("\n\nas they ran:\n{}", ran.join("\n")) };
    format!("{}\n\n{note}{chance}{ran}\n{}", table(&header, &rows), folder.display())
}

fn as_it_ran(row: &CompareRow) -> String {
    format!("  {}: {}", row.credit, row.ran)
}

/// The median number of trials until the criterion, over the seeds that reached it, and how many did.
fn trials(row: &CompareRow) -> String {
    let Some(trials) = &row.trials_to_criterion else { return String::new() };
    let reached: Vec<f64> = trials.iter().flatten().map(|&trials| trials as f64).collect();
    let (count, of) = (reached.len(), trials.len());
    match quantile(reached, 0.5) {
        Some(median) => format!("{median:.0} ({count}/{of})"),
        None => format!("– (0/{of})"),
    }
}

/// How things scale: medians by size and credit source, then the exponents.
pub fn scale(document: &ScaleDocument, folder: &Path) -> String {
    let Some(name) = document.axis.first() else { return String::new() };
    let mut rows = Vec::new();
    let mut sizes: Vec<usize> = document.rows.iter().map(|row| row.size).collect();
    sizes.dedup();
    for (size, credit) in sizes.iter().flat_map(|size| credits(&document.rows).into_iter().map(move |c| (*size, c))) {
        let own: Vec<&ScaleRow> =
            document.rows.iter().filter(|row| (row.size, &row.credit) == (size, &credit)).collect();
        if own.is_empty() {
            continue;
        }
        let median = |of: &dyn Fn(&ScaleRow) -> Option<f64>, digits| {
            number(quantile(own.iter().filter_map(|row| of(row)).collect(), 0.5), digits)
        };
        let quality = |of: fn(&CreditQuality) -> Option<f64>| median(&|row| of(row.credit_quality.get(name)?), 3);
        let mut cells = vec![
            format!("{size} {credit}"),
            median(&|row| row.score, 4),
            quality(|q| q.cos_activation),
            quality(|q| q.cos_jacobian),
            quality(|q| q.predicted_cos),
            quality(|q| q.captured),
        ];
        cells.extend(QUANTITIES.map(|quantity| scaling::median(quantity, name, &own).unwrap_or("–".into())));
        rows.push(cells);
    }
    let header = ["size", "score", "cos activity", "cos J", "law", "captured f"];
    let columns = ["K to .5", "K to .7", "PR", "PR corr.", "k95", "twoNN", "GRIDE 16", "LB", "µs/step"];
    let mut out = table(&header.into_iter().chain(columns).collect::<Vec<_>>(), &rows);
    let exponents: Vec<Vec<String>> = (document.fits.iter())
        .flat_map(|(credit, fits)| fits.iter().map(move |(quantity, fit)| (credit, quantity, fit)))
        .map(|(credit, quantity, fit)| {
            let (low, high) = fit.interval;
            vec![format!("{credit}: {quantity}"), format!("{:.3}", fit.exponent), format!("{low:.3} to {high:.3}")]
        })
        .collect();
    if !exponents.is_empty() {
        out += &format!("\n\n{}", table(&["grows as size^b", "b", "95 % interval"], &exponents));
        scaling::left_out(document).iter().for_each(|said| out += &format!("\n{said}"));
    }
    let brackets = scaling::brackets(document).map_or(String::new(), |said| format!("; {said}"));
    let diverged = scaling::diverged(document).map_or(String::new(), |said| format!("\n{said}"));
    let chance = document.chance.map_or(String::new(), |chance| format!("; chance {}", short(chance)));
    format!(
        "{out}\n\nmedians over seeds, of {name}{chance}{brackets}\nK to a cosine: perturbations of the circuit that has learned, feedback estimated from nothing{diverged}\n{}",
        folder.display()
    )
}

/// A circuit without problems.
pub fn checked(path: &Path, circuit: &Circuit, memory: &Memory) -> String {
    let mut out = format!("{}: ok ({}, {} {})\n", path.display(), circuit.name, human(memory.total_bytes), memory.at);
    for share in memory.by.iter().take(5) {
        out += &format!("  {:>10}  {}\n", human(share.bytes), share.name);
    }
    let rest = memory.by.iter().skip(5).map(|share| share.bytes).sum();
    out += &format!("  {:>10}  in {} more parts", human(rest), memory.by.len().saturating_sub(5));
    out
}

/// What a circuit takes, part by part and moment by moment.
pub fn memory(memory: &Memory) -> String {
    let mut out = format!("memory: {} {}\n", human(memory.total_bytes), memory.at);
    // Of smaller parts there may be very many, and they decide nothing.
    let shown = memory.by.iter().take_while(|share| share.bytes >= memory.total_bytes / 100);
    shown.for_each(|share| out += &format!("  {:>10}  {}\n", human(share.bytes), share.name));
    if memory.device_bytes > 0 {
        out += &format!("  {:>10}  besides, on the GPU\n", human(memory.device_bytes));
    }
    out += "moments\n";
    memory.moments.iter().for_each(|share| out += &format!("  {:>10}  {}\n", human(share.bytes), share.name));
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
                for word in &field.words {
                    out += &format!("          {}: {}\n", word.name, word.doc);
                }
            }
        }
        out += "\n";
    }
    if !parameters {
        out += "parameters: trifactor models NAME, or trifactor tasks NAME";
    }
    out
}
