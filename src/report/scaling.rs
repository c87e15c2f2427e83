//! The picture of `trifactor scale`.

use super::chart::marker::SHAPES;
use super::chart::{Axis, Chart, Series, Style, multi};
use crate::analysis::power_law::PowerLaw;
use crate::analysis::quantile::quantile;
use crate::run::document::scale::{ScaleDocument, ScaleRow};
use crate::run::scale::{QUANTITIES, Quantity, credits, sizes};
use std::collections::BTreeSet;

/// Score, credit, dimension and cost against size: medians over seeds with quartiles as a band, a fitted power law dotted;
/// a point a run where there are fewer than three sizes. `None` where nothing was measured.
pub fn svg(circuit: &str, document: &ScaleDocument) -> Option<String> {
    let charts = charts(circuit, document);
    (!charts.is_empty()).then(|| multi(&charts, 3))
}

/// One chart a quantity that was measured.
pub fn charts(circuit: &str, document: &ScaleDocument) -> Vec<Chart> {
    every(circuit, document).into_iter().filter(tells).collect()
}

/// What has no figure because it is the same at all sizes, with how much it is.
pub fn same(document: &ScaleDocument) -> Vec<String> {
    let all = every("", document);
    let untold = all.iter().filter(|chart| !tells(chart));
    let said = untold.filter_map(|chart| {
        let (_, y) = chart.series.iter().find_map(|series| series.points.first())?;
        let digits = if y.fract() == 0.0 { 0 } else { 4 };
        Some(format!("{} ({y:.digits$})", chart.y.label))
    });
    said.collect()
}

fn every(circuit: &str, document: &ScaleDocument) -> Vec<Chart> {
    let Some(name) = document.axis.first() else { return Vec::new() };
    let mut quantities: Vec<(Quantity, bool)> = vec![
        (("test score", |row, _| row.score), false),
        (("cosine with the Jacobian", |row, name| row.credit_quality.get(name)?.cos_jacobian), false),
        (("captured fraction", |row, name| row.credit_quality.get(name)?.captured), false),
    ];
    quantities.extend(QUANTITIES.map(|quantity| (quantity, true)));
    let chart = |((label, of), log): (Quantity, bool)| {
        let shown = |row: &ScaleRow| of(row, name).filter(|y| y.is_finite() && (!log || *y > 0.0));
        let credits = credits(&document.rows);
        let medians = credits.iter().enumerate().map(|(i, credit)| medians(&document.rows, credit, i, &shown));
        let mut series: Vec<Series> = medians.collect();
        let mut x = Axis::log(&format!("neurons of {name}"));
        let sizes = sizes(&document.rows);
        x.ticks = sizes.iter().map(|size| *size as f64).collect();
        if series.iter().any(is_curve) {
            let fitted = series.iter().map(|medians| fitted(document, label, medians)).collect::<Vec<_>>();
            series = series.into_iter().zip(fitted).flat_map(|(medians, law)| [Some(medians), law]).flatten().collect();
        } else {
            let runs = credits.iter().enumerate().map(|(i, credit)| runs(&document.rows, credit, i, &shown));
            series = runs.collect();
            // Room beside the points.
            x.reach = sizes.iter().flat_map(|size| [*size as f64 / 1.5, *size as f64 * 1.5]).collect();
        }
        series.retain(|series| !series.points.is_empty());
        let y = if log { Axis::log(label) } else { Axis::linear(label) };
        let chance = document.chance.filter(|_| label == "test score");
        let levels = chance.map(|chance| (chance, "chance".into())).into_iter().collect();
        Chart { title: circuit.into(), x, y, series, levels, ..Chart::default() }
    };
    quantities.into_iter().map(chart).collect()
}

/// Any two points lie on a line: a curve takes three.
pub fn is_curve(series: &Series) -> bool {
    series.style == Style::Line && series.points.len() > 2
}

/// Is there anything to see? What was counted at too few evaluations is the same at all of several sizes.
fn tells(chart: &Chart) -> bool {
    let points = || chart.series.iter().filter(|series| series.style != Style::Dashed).flat_map(|s| &s.points);
    let different =
        |of: fn(&(f64, f64)) -> f64| points().map(|point| of(point).to_bits()).collect::<BTreeSet<_>>().len();
    different(|point| point.0) == 1 || different(|point| point.1) > 1
}

/// Perturbations until a cosine: not every run gets there.
fn is_reached(quantity: &str) -> bool {
    quantity.starts_with("perturbations to cos")
}

/// True where some runs reached it and others did not: what is drawn of them is of the first alone.
pub fn is_censored(document: &ScaleDocument, quantity: &str) -> bool {
    let counts = || document.rows.iter().filter_map(|row| row.perturbations_to_cos.get(cosine_of(quantity)?));
    is_reached(quantity) && counts().any(Option::is_none) && counts().any(Option::is_some)
}

/// Which runs diverged; `None` where none did.
pub fn diverged(document: &ScaleDocument) -> Option<String> {
    let runs = document.rows.iter().filter(|row| row.diverged.is_some());
    let names: Vec<String> = runs.map(|row| format!("{} {} seed {}", row.size, row.credit, row.seed)).collect();
    (!names.is_empty()).then(|| format!("Runs that diverged, and count for no number: {}.", names.join("; ")))
}

/// Runs that a fit leaves out, a sentence a fit: those that have no such number. A fit of the runs that reached something
/// says nothing of those that did not.
pub fn left_out(document: &ScaleDocument) -> Vec<String> {
    let fits = document.fits.iter().flat_map(|(credit, fits)| fits.iter().map(move |(of, fit)| (credit, of, fit)));
    let said = |(credit, quantity, fit): (&String, &String, &PowerLaw)| {
        let all = document.rows.iter().filter(|row| row.credit == *credit).count();
        let missing = all.saturating_sub(fit.points);
        let (verb, why) = match (missing, is_reached(quantity)) {
            (1, true) => ("is", "never reached it"),
            (1, false) => ("is", "has no such number"),
            (_, true) => ("are", "never reached it"),
            (_, false) => ("are", "have no such number"),
        };
        (missing > 0).then(|| format!("{credit}, {quantity}: {missing} of {all} runs {why} and {verb} not in the fit."))
    };
    fits.filter_map(said).collect()
}

/// The median of a quantity over some runs, as text; where not all of them reached it, with how many did. What the fewest
/// perturbations that were tried reached is at most that number; what none reached is more than the most that were.
pub fn median(quantity: Quantity, axis: &str, runs: &[&ScaleRow]) -> Option<String> {
    let found: Vec<f64> = runs.iter().filter_map(|row| quantity.1(row, axis)).collect();
    let (count, of, reached) = (found.len(), runs.len(), is_reached(quantity.0));
    let digits = usize::from(!reached);
    let bounds = || runs.iter().filter_map(|row| row.perturbations_to_cos_bounds.get(cosine_of(quantity.0)?));
    let Some(median) = quantile(found, 0.5) else {
        let most = bounds().map(|(above, _)| above).max().filter(|_| reached)?;
        return Some(format!("> {most}"));
    };
    let at_once =
        reached && bounds().any(|(above, upto)| *above == 0 && upto.is_some_and(|upto| upto as f64 >= median));
    let text = format!("{}{median:.digits$}", if at_once { "≤ " } else { "" });
    Some(if reached && count < of { format!("{text} ({count}/{of})") } else { text })
}

/// The cosine that a number of perturbations reaches, as documents name it.
fn cosine_of(quantity: &str) -> Option<&str> {
    quantity.rsplit(' ').next().filter(|_| is_reached(quantity))
}

/// What a number in brackets behind a median means; `None` where there is none.
pub fn brackets(document: &ScaleDocument) -> Option<&'static str> {
    let said = "perturbations to a cosine: median over the runs that reached it (how many of how many)";
    QUANTITIES.iter().any(|(quantity, _)| is_censored(document, quantity)).then_some(said)
}

/// A reader of runs.
type Get<'a> = dyn Fn(&ScaleRow) -> Option<f64> + 'a;

fn medians(rows: &[ScaleRow], credit: &str, colour: usize, of: &Get) -> Series {
    let values = |size: usize| {
        let own = rows.iter().filter(|row| row.size == size && row.credit == credit);
        (size as f64, own.filter_map(of).collect())
    };
    Series::of_quartiles(credit, colour, sizes(rows).into_iter().map(values))
}

/// A power law, from the first size that was measured to the last.
fn fitted(document: &ScaleDocument, label: &str, medians: &Series) -> Option<Series> {
    let law = document.fits.get(&medians.name)?.get(label)?;
    let ends = [medians.points.first()?.0, medians.points.last()?.0];
    let points = ends.map(|x| (x, law.factor * x.powf(law.exponent))).to_vec();
    let key = format!("{}, fitted power law", medians.name);
    Some(Series { key, points, style: Style::Dashed, colour: medians.colour, ..Series::default() })
}

fn runs(rows: &[ScaleRow], credit: &str, colour: usize, of: &Get) -> Series {
    let own = rows.iter().filter(|row| row.credit == credit);
    let points = own.filter_map(|row| Some((row.size as f64, of(row)?))).collect();
    // Shapes besides colours: where all stand at one size, one credit source lies on another.
    let (style, marker) = (Style::Points, colour % SHAPES);
    Series { name: credit.into(), points, style, marker, colour: Some(colour), ..Series::default() }
}
