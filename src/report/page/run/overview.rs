//! What a reader wants to know first.

use crate::report::page::Page;
use crate::report::page::recorded::Recorded;
use crate::report::page::shell::foot;
use crate::report::page::table::{count, number};
use crate::report::table::short;
use crate::run::RunDocument;
use crate::run::document::{Measured, Tested};

/// The head of the page, without its sections.
pub fn page(run: &Recorded) -> Page {
    let circuit = run.circuit.as_ref().map(|loaded| &loaded.circuit);
    let summary = run.summary.as_ref();
    let title = summary.map(|s| s.circuit.clone()).or(circuit.map(|circuit| circuit.name.clone()));
    Page {
        title: title.filter(|title| !title.is_empty()).unwrap_or_else(|| "A run".into()),
        kind: "run",
        lead: circuit.map(|circuit| circuit.about.claim.clone()).unwrap_or_default(),
        notice: notice(run),
        headline: headline(run),
        facts: summary.map(|summary| facts(run, summary)).unwrap_or_default(),
        foot: foot(summary.map(|summary| summary.version.as_str())),
        ..Page::default()
    }
}

fn notice(run: &Recorded) -> Option<String> {
    let damaged = run.damaged.as_ref().map(|said| capital(said) + ".");
    let notices: Vec<String> = damaged.into_iter().chain(end(run)).collect();
    (!notices.is_empty()).then(|| notices.join(" "))
}

/// How the run ended, where that was not as it should.
fn end(run: &Recorded) -> Option<String> {
    let Some(summary) = &run.summary else {
        return Some("This run has not come to its end: the page shows what was recorded until now.".into());
    };
    if let Some(divergence) = &summary.diverged {
        return Some(capital(&divergence.to_string()).replace("\nhelp: ", ". To avoid it: "));
    }
    summary.interrupted.then(|| {
        format!(
            "The run was stopped after {} updates. It can be resumed; the page shows what was recorded.",
            summary.steps
        )
    })
}

/// With a capital letter.
fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

fn headline(run: &Recorded) -> Vec<(String, String)> {
    let last = run.rows.last();
    let diverged = run.summary.as_ref().is_some_and(|summary| summary.diverged.is_some());
    let (train, test): (Measured, Tested) = match (&run.summary, last) {
        // What was measured before is no result.
        _ if diverged => Default::default(),
        (Some(summary), _) => (summary.train, summary.test.clone()),
        (None, Some(row)) => (row.train, row.test.clone()),
        _ => Default::default(),
    };
    let quality = run.summary.as_ref().map(|s| &s.credit_quality).or(last.map(|row| &row.credit_quality));
    let quality = quality.filter(|_| !diverged);
    let cosines: Vec<f64> = quality.into_iter().flatten().filter_map(|(_, q)| q.cos_activation).collect();
    let mean = (!cosines.is_empty()).then(|| cosines.iter().sum::<f64>() / cosines.len() as f64);
    let several = if cosines.len() > 1 { ", mean" } else { "" };
    let rate = run.summary.as_ref().and_then(|s| s.samples_per_s).map(|rate| count(rate.round() as u64));
    // A run that was stopped has learned since it was last measured.
    let steps = run.summary.as_ref().map(|summary| summary.steps);
    let behind = last.map(|row| row.update).filter(|update| steps.is_some_and(|steps| steps != *update));
    let at = behind.map_or(String::new(), |update| format!(", at update {}", count(update)));
    let pairs = [
        (format!("test score{at}"), number(test.score, 4)),
        (format!("test loss{at}"), number(test.loss, 4)),
        (format!("train loss{at}"), number(train.loss, 4)),
        (format!("cosine with exact credit{several}{at}"), number(mean, 3)),
        ("samples per second".into(), rate.unwrap_or_default()),
    ];
    pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

fn interval(test: &Tested) -> String {
    test.interval.map_or(String::new(), |(low, high)| format!("{} to {}", number(Some(low), 4), number(Some(high), 4)))
}

fn facts(run: &Recorded, summary: &RunDocument) -> Vec<(String, String)> {
    let names = run.in_order(summary.sizes.keys());
    let sizes: Vec<String> =
        names.iter().map(|name| format!("{name} {}", count(summary.sizes[*name] as u64))).collect();
    let spent: u64 = summary.perturbations.values().sum();
    let engine = if summary.engine.is_empty() { &summary.device } else { &summary.engine };
    let pairs = [
        ("credit", summary.credit.clone()),
        ("task", summary.task.clone()),
        ("seed", summary.seed.to_string()),
        ("updates", count(summary.steps)),
        ("training trials", count(summary.samples)),
        ("perturbations spent", if spent > 0 { count(spent) } else { String::new() }),
        ("chance", summary.chance.map_or(String::new(), short)),
        ("interval of the test score, 95 %", interval(&summary.test)),
        ("neurons", sizes.join(", ")),
        ("engine", engine.clone()),
        ("device", summary.device.clone()),
        ("threads", summary.threads.to_string()),
        ("time", format!("{:.1} s", summary.wall_s)),
        ("version", summary.version.clone()),
    ];
    pairs.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name.into(), value)).collect()
}
