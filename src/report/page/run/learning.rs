//! Learning curves.

use super::curves::{curve, figure};
use crate::report::chart::{Axis, Chart};
use crate::report::page::recorded::Recorded;
use crate::report::page::table::{number, table};
use crate::report::page::{Figure, Section};
use crate::report::svg::element::Element;
use crate::run::MetricsRow;
use crate::run::document::Tested;

/// Conditions whose curves a reader can follow in one chart.
const CURVES: usize = 8;

/// Loss and score, on training and test trials; and of each condition that the task tells apart.
pub fn section(run: &Recorded) -> Option<Section> {
    let rows = &run.rows;
    let chart = |title: &str, y: Axis, series| {
        let x = Axis::linear("updates").tight().reaching(&[0.0]);
        Chart { title: title.into(), x, y, series, ..Chart::default() }
    };
    let loss = vec![curve("train", rows, |row| row.train.loss), curve("test", rows, |row| row.test.loss)];
    let score = vec![curve("train", rows, |row| row.train.score), curve("test", rows, |row| row.test.score)];
    let chance = run.summary.as_ref().and_then(|summary| summary.chance);
    let levels = || chance.map(|chance| (chance, "chance".into())).into_iter().collect();
    let y = || Axis::linear("score").reaching(&[0.0, 1.0]);
    let figures = [
        figure("loss", "Mean loss per trial.", chart("Loss", Axis::linear("loss").reaching(&[0.0]), loss)),
        figure(
            "score",
            "The task’s own score, 1 at best. Chance: the best answer that does not depend on the inputs.",
            Chart { levels: levels(), ..chart("Score", y(), score) },
        ),
        kinds_over_time(rows, Chart { levels: levels(), ..chart("Test score of each kind of trial", y(), Vec::new()) }),
    ];
    let lead = "Training trials are those learned from since the point before; test trials are never learned from.";
    let test = run.summary.as_ref().map(|summary| &summary.test).or(rows.last().map(|row| &row.test));
    let doubt = match test.and_then(|test| test.is_at_chance(chance)) {
        Some(true) => " The test score is not above chance.",
        _ => "",
    };
    let figures = figures.into_iter().flatten().collect();
    let mut section = Section::new("learning", "Learning", &format!("{lead}{doubt}"), figures);
    section.rest.extend(test.and_then(kinds));
    section.unless_empty()
}

/// The score of each condition over the run, where there are few of them.
fn kinds_over_time(rows: &[MetricsRow], chart: Chart) -> Option<Figure> {
    let names: Vec<&String> = rows.last()?.test.kinds.iter().map(|kind| &kind.name).collect();
    let score = |row: &MetricsRow, name: &String| row.test.kinds.iter().find(|kind| kind.name == *name)?.score;
    let series = names.iter().map(|name| curve(name, rows, |row| score(row, name))).collect();
    let caption = "The same of the kinds of trial that the task tells apart.";
    (names.len() <= CURVES).then(|| figure("score-kinds", caption, Chart { series, ..chart }))?
}

/// The score of each condition in the end.
fn kinds(test: &Tested) -> Option<Element> {
    let rows = test
        .kinds
        .iter()
        .map(|kind| vec![kind.name.clone(), kind.trials.to_string(), number(kind.loss, 4), number(kind.score, 4)]);
    let rows: Vec<Vec<String>> = rows.collect();
    let header = ["kind of trial", "test trials", "loss", "score"];
    (!rows.is_empty()).then(|| table("The last test, by kind of trial.", &header, &rows))
}
