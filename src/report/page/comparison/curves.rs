//! Curves of each credit source: medians over seeds, quartiles as a band.

use super::{Compared, Run, tables};
use crate::report::chart::bars::{Bar, Bars};
use crate::report::chart::{Axis, Chart, Series};
use crate::report::page::csv::Csv;
use crate::report::page::recorded::in_order;
use crate::report::page::run::curves::figure;
use crate::report::page::{Figure, Section};
use crate::run::MetricsRow;
use crate::run::document::CompareRow;

/// The scores in the end.
pub fn scores(compared: &Compared) -> Option<Section> {
    let chance = compared.document.chance;
    let bar = |(i, row): (usize, &CompareRow)| {
        let several = row.seeds.len() > 1;
        let interval = row.q25.zip(row.q75).filter(|_| several);
        let dots = row.scores.iter().flatten().copied().filter(|_| several).collect();
        Some(Bar { name: row.credit.clone(), value: row.median?, interval, dots, colour: i })
    };
    let bars: Vec<Bar> = compared.document.rows.iter().enumerate().filter_map(bar).collect();
    let band = chance.map(|chance| ((chance, chance), "chance".into()));
    let bars = Bars { title: "Test score in the end".into(), label: "test score".into(), bars, band };
    let mut figures = Vec::new();
    if !bars.bars.is_empty() {
        let caption = compared.over("Median over seeds, quartiles, and a ring a seed.").into();
        let numbers = Some(Csv::of_bars(&bars));
        figures.push(Figure { name: "scores".into(), drawing: bars.drawing(), caption, numbers });
    }
    let y = Axis::linear("test score").reaching(&[0.0, 1.0]);
    let levels = chance.map(|chance| (chance, "chance".into())).into_iter().collect();
    let chart = Chart { levels, ..chart(compared, "Test score", y, &|row| row.test.score) };
    figures.extend(figure("score", compared.over(BANDS), chart));
    let counted = compared.document.rows.iter().any(|row| row.trials_to_criterion.is_some());
    let lead = if counted { "Trials: until the test score reached the criterion, and how many seeds did." } else { "" };
    let mut section = Section::new("scores-section", "Scores", lead, figures);
    section.rest.extend(tables::scores(compared));
    section.unless_empty()
}

const BANDS: &str = "Median over seeds; the band reaches from quartile to quartile.";

/// Loss over the run.
pub fn learning(compared: &Compared) -> Option<Section> {
    let charts = [
        ("loss", "Test loss", Axis::linear("test loss").reaching(&[0.0]), of(|row| row.test.loss)),
        ("train-loss", "Train loss", Axis::linear("train loss").reaching(&[0.0]), of(|row| row.train.loss)),
    ];
    let figures = charts
        .into_iter()
        .filter_map(|(name, title, y, get)| figure(name, compared.over(BANDS), chart(compared, title, y, &get)));
    Section::new("learning", "Learning", "", figures.collect()).unless_empty()
}

/// Cosine with the exact credit and captured fraction, by population.
pub fn credit(compared: &Compared) -> Option<Section> {
    let rows = compared.runs.iter().flatten().flat_map(|run| &run.metrics.rows);
    let names = in_order(compared.circuit.as_ref(), rows.flat_map(|row| row.credit_quality.keys()));
    let figures = names.iter().take(8).flat_map(|&name| {
        let cosine = of(|row| row.credit_quality.get(name).and_then(|q| q.cos_activation));
        let captured = of(|row| row.credit_quality.get(name).and_then(|q| q.captured));
        let y = Axis::linear("cosine with the exact credit").reaching(&[0.0, 1.0]);
        let f = Axis::linear("captured fraction").reaching(&[0.0, 1.0]);
        [
            figure(
                &format!("credit-{name}"),
                compared.over(BANDS),
                chart(compared, &format!("Credit of {name}"), y, &cosine),
            ),
            figure(
                &format!("captured-{name}"),
                compared.over(BANDS),
                chart(compared, &format!("Captured fraction f of {name}"), f, &captured),
            ),
        ]
    });
    let figures: Vec<Figure> = figures.flatten().collect();
    let lead = "Measured on held-out trials against the exact gradient, which no learning sees but that of backprop. f: the share of \
                the exact Jacobian (through time, of the exact credit) that the noise’s subspace captures; d: dimensions of that subspace; n: neurons; K_eff: \
                effective number of perturbations.";
    let mut section = Section::new("credit", "Credit quality", lead, figures);
    section.rest.extend(tables::credit(compared, &names));
    section.unless_empty()
}

/// A reader of rows.
type Get<'a> = dyn Fn(&MetricsRow) -> Option<f64> + 'a;

fn of<'a>(get: impl Fn(&MetricsRow) -> Option<f64> + 'a) -> Box<Get<'a>> {
    Box::new(get)
}

fn chart(compared: &Compared, title: &str, y: Axis, get: &Get) -> Chart {
    let sources = compared.document.rows.iter().zip(&compared.runs).enumerate();
    let series = sources.map(|(i, (row, runs))| series(&row.credit, i, runs, get)).collect();
    Chart { title: title.into(), x: Axis::linear("updates").tight().reaching(&[0.0]), y, series, ..Chart::default() }
}

/// Updates at which any run was measured, with the quartiles over the runs that were. A run that diverged is none of them.
fn series(name: &str, colour: usize, runs: &[Run], get: &Get) -> Series {
    let runs: Vec<&Run> = runs.iter().filter(|run| !run.has_diverged()).collect();
    let mut updates: Vec<u64> = runs.iter().flat_map(|run| run.metrics.rows.iter().map(|row| row.update)).collect();
    updates.sort_unstable();
    updates.dedup();
    let values = |update: u64| {
        let at = |run: &&Run| run.metrics.rows.iter().find(|row| row.update == update).and_then(get);
        (update as f64, runs.iter().filter_map(at).filter(|value| value.is_finite()).collect())
    };
    Series::of_quartiles(name, colour, updates.into_iter().map(values))
}
