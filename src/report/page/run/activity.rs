//! Activity as pictures.

use crate::report::chart::heatmap::Heatmap;
use crate::report::page::csv::Csv;
use crate::report::page::recorded::Recorded;
use crate::report::page::{Figure, Section};
use crate::run::document::AnalysisDocument;

/// Pictures drawn at most, and cells of one: a page stays small.
const DRAWN: usize = 12;
const CELLS: (usize, usize) = (96, 160);

/// A picture a population.
pub fn section(run: &Recorded, analysis: &AnalysisDocument) -> Option<Section> {
    let names = run.in_order(analysis.populations.keys());
    let figures = names.into_iter().take(DRAWN).filter_map(|name| {
        let population = &analysis.populations[name];
        let activity = &population.activity;
        let whole = Heatmap {
            title: format!("Activity of {name}"),
            across: "neuron".into(),
            down: if activity.row.is_empty() { "sample".into() } else { activity.row.clone() },
            label: "activity".into(),
            cols: activity.cols,
            numbers: (0..activity.cols).map(|column| number(column, activity.cols, population.neurons)).collect(),
            values: activity.values.clone(),
        };
        let numbers = Some(Csv::of_heatmap(&whole));
        let rows = whole.values.len().checked_div(whole.cols)?;
        let chosen = match activity.cols < population.neurons {
            true => format!("{} of {} neurons, evenly chosen and", whole.cols, population.neurons),
            false => format!("{} neurons,", whole.cols),
        };
        let caption = format!("{rows} {}s; {chosen} counted from 0.", whole.down);
        let drawing = shrunk(whole).drawing()?;
        Some(Figure { name: format!("activity-{name}"), drawing, caption, numbers })
    });
    let lead = "Each row is a pattern of activity, each column a neuron.";
    Section::new("activity", "Activity", lead, figures.collect()).unless_empty()
}

/// The neuron in a column of a picture that holds so many of them evenly chosen, counted from 0.
fn number(column: usize, cols: usize, neurons: usize) -> usize {
    column * neurons.max(cols) / cols
}

/// With no more cells than a figure shows: means of neighbours.
fn shrunk(map: Heatmap) -> Heatmap {
    let rows = map.values.len().checked_div(map.cols).unwrap_or(0);
    let (down, across) = (rows.div_ceil(CELLS.0).max(1), map.cols.div_ceil(CELLS.1).max(1));
    if down == 1 && across == 1 {
        return map;
    }
    let (kept, cols) = (rows.div_ceil(down), map.cols.div_ceil(across));
    let numbers = (0..cols).filter_map(|c| map.numbers.get(c * across).copied()).collect();
    let mut values = Vec::with_capacity(kept * cols);
    for r in 0..kept {
        for c in 0..cols {
            let (bottom, right) = (rows.min((r + 1) * down), map.cols.min((c + 1) * across));
            let cells = (r * down..bottom).flat_map(|r| (c * across..right).map(move |c| (r, c)));
            let sum: f32 = cells.clone().map(|(r, c)| map.values[r * map.cols + c]).sum();
            values.push(sum / cells.count() as f32);
        }
    }
    Heatmap { cols, numbers, values, ..map }
}
