//! Learning curves.

use super::curves::{curve, figure};
use crate::report::chart::{Axis, Chart};
use crate::report::page::Section;
use crate::report::page::recorded::Recorded;

/// Loss and score, on training and test trials.
pub fn section(run: &Recorded) -> Option<Section> {
    let rows = &run.rows;
    let chart = |title: &str, y: Axis, series| {
        let x = Axis::linear("updates").tight().reaching(&[0.0]);
        Chart { title: title.into(), x, y, series, ..Chart::default() }
    };
    let loss = vec![curve("train", rows, |row| row.train.loss), curve("test", rows, |row| row.test.loss)];
    let score = vec![curve("train", rows, |row| row.train.score), curve("test", rows, |row| row.test.score)];
    let figures = [
        figure("loss", "Mean loss per trial.", chart("Loss", Axis::linear("loss").reaching(&[0.0]), loss)),
        figure(
            "score",
            "The task’s own score, 1 at best.",
            chart("Score", Axis::linear("score").reaching(&[0.0, 1.0]), score),
        ),
    ];
    let lead = "Training trials are those learned from since the point before; test trials are never learned from.";
    Section::new("learning", "Learning", lead, figures.into_iter().flatten().collect()).unless_empty()
}
