//! Activity along its two leading principal components.

use super::curves::figure;
use crate::report::chart::marker::SHAPES;
use crate::report::chart::style::COLOURS;
use crate::report::chart::{Axis, Chart, Series, Style};
use crate::report::page::csv::Csv;
use crate::report::page::recorded::Recorded;
use crate::report::page::{Figure, Section};
use crate::run::document::AnalysisDocument;
use crate::run::document::analysis::Trajectory;

/// Points and lines drawn of one population at most: the files have all.
const POINTS: usize = 500;
const LINES: usize = 40;

/// A chart a population: a point a trial where trials have one step, else a line a trial.
pub fn section(run: &Recorded, analysis: &AnalysisDocument) -> Option<Section> {
    let names = run.in_order(analysis.populations.keys());
    let figures = names.into_iter().take(12).filter_map(|name| plane(name, &analysis.populations[name].trajectories));
    let named = analysis.populations.values().flat_map(|p| &p.trajectories).any(|path| path.label.is_some());
    let coloured = if named { ", coloured by what the trial asks for" } else { "" };
    let lead = format!("Each population’s activity along its two leading principal components{coloured}.");
    Section::new("trajectories", "Trajectories", &lead, figures.collect()).unless_empty()
}

fn plane(name: &str, all: &[Trajectory]) -> Option<Figure> {
    let moving = all.iter().any(|trajectory| trajectory.points.len() > 1);
    let labels = labels(all);
    let shown = some(all, &labels, if moving { LINES } else { POINTS });
    let series = if moving { lines(&shown, &labels) } else { points(&shown, &labels) };
    let chart = Chart {
        title: format!("Activity of {name}"),
        x: Axis::linear("PC 1"),
        y: Axis::linear("PC 2"),
        series,
        ..Chart::default()
    };
    // How many trials the test split has in all is not told here.
    let some = if shown.len() < all.len() { format!("{} of the", shown.len()) } else { "The".into() };
    let what = if moving { "; a dot where each begins" } else { ", a point each" };
    let caption = format!("{some} first {} test trials{what}.", all.len());
    let figure = figure(&format!("trajectories-{name}"), &caption, chart)?;
    Some(Figure { numbers: Some(numbers(all)), ..figure })
}

/// The labels that occur: numbers by size, words by the alphabet.
fn labels(all: &[Trajectory]) -> Vec<&str> {
    let mut labels: Vec<&str> = all.iter().filter_map(|trajectory| trajectory.label.as_deref()).collect();
    labels.sort_by_key(|label| (label.parse::<i64>().unwrap_or(i64::MAX), *label));
    labels.dedup();
    labels
}

/// The first ones of each label, `most` of all together.
fn some<'a>(all: &'a [Trajectory], labels: &[&str], most: usize) -> Vec<&'a Trajectory> {
    let each = (most / labels.len().max(1)).max(1);
    let mut taken = vec![0; labels.len() + 1];
    let mut shown = |trajectory: &&Trajectory| {
        let label = &mut taken[look(&trajectory.label, labels)];
        *label += 1;
        *label <= each
    };
    all.iter().filter(&mut shown).collect()
}

fn look(label: &Option<String>, labels: &[&str]) -> usize {
    label.as_ref().and_then(|label| labels.iter().position(|known| known == label)).unwrap_or(labels.len())
}

fn points(all: &[&Trajectory], labels: &[&str]) -> Vec<Series> {
    let of = |i: usize| Series {
        name: labels.get(i).map_or(String::new(), |label| label.to_string()),
        points: all.iter().filter(|t| look(&t.label, labels) == i).flat_map(|t| flat(t)).collect(),
        style: Style::Points,
        colour: Some(i % COLOURS.len()),
        // Colours and shapes repeat at different places, so that no two labels look the same.
        marker: i % SHAPES,
        ..Series::default()
    };
    (0..=labels.len()).map(of).collect()
}

fn lines(all: &[&Trajectory], labels: &[&str]) -> Vec<Series> {
    let mut named = vec![false; labels.len()];
    let mut series = Vec::new();
    for trajectory in all {
        let i = look(&trajectory.label, labels);
        let first = named.get_mut(i).is_some_and(|named| !std::mem::replace(named, true));
        let name = if first { labels[i].to_string() } else { String::new() };
        let colour = Some(i % COLOURS.len());
        let style = Style::Thin;
        series.push(Series { name, points: flat(trajectory).collect(), style, colour, ..Series::default() });
    }
    let start = |trajectory: &&Trajectory| {
        let i = look(&trajectory.label, labels);
        let points = flat(trajectory).take(1).collect();
        let (colour, marker) = (Some(i % COLOURS.len()), i % SHAPES);
        Series { points, style: Style::Points, colour, marker, ..Series::default() }
    };
    let starts: Vec<Series> = all.iter().map(start).collect();
    series.extend(starts);
    series
}

fn flat(trajectory: &Trajectory) -> impl Iterator<Item = (f64, f64)> {
    trajectory.points.iter().map(|point| (f64::from(point[0]), f64::from(point[1])))
}

fn numbers(all: &[Trajectory]) -> Csv {
    let header = ["trial", "label", "step", "PC 1", "PC 2", "PC 3"].map(String::from).to_vec();
    let mut rows = Vec::new();
    for (i, trajectory) in all.iter().enumerate() {
        for (step, point) in trajectory.points.iter().enumerate() {
            let label = trajectory.label.clone().unwrap_or_default();
            let mut row = vec![i.to_string(), label, step.to_string()];
            row.extend(point.iter().map(f32::to_string));
            rows.push(row);
        }
    }
    Csv { header, rows }
}
