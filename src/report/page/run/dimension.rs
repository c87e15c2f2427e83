//! Spectrum and dimension of the activity.

use super::curves::{figure, ranked};
use crate::report::chart::{Axis, Chart, Series};
use crate::report::estimates::notes;
use crate::report::page::recorded::Recorded;
use crate::report::page::table::{count, number, turned};
use crate::report::page::{Figure, Section};
use crate::report::svg::element::Element;
use crate::run::analyse::{ROWS, ROWS_AFTER_A_RUN};
use crate::run::document::AnalysisDocument;

const LINES: usize = 7;
/// Fewer samples than this are said to be few.
const FEW: usize = 500;

/// Cumulative variance, GRIDE over scales, and all estimates in a table.
pub fn section(run: &Recorded, analysis: &AnalysisDocument) -> Option<Section> {
    let names = run.in_order(analysis.populations.keys());
    let figures: Vec<Figure> = [spectrum(&names, analysis), gride(&names, analysis)].into_iter().flatten().collect();
    let lead = format!(
        "Of the activity on {} test trials, with the weights of update {}. Estimators differ in what they call a dimension: \
         those of the spectrum count linear directions, those of neighbours the directions of a curved manifold.",
        analysis.trials, analysis.update
    );
    let samples = analysis.populations.values().map(|population| population.samples).max();
    let few = samples.filter(|samples| *samples < FEW).map_or(String::new(), |samples| {
        // What looked at more than a run does at its end was asked for, and has found no more.
        let more = match samples <= ROWS_AFTER_A_RUN {
            true => format!("; trifactor analyse, on this folder, looks at up to {}", count(ROWS as u64)),
            false => String::new(),
        };
        format!(" From {samples} samples estimates are rough and dimensions far above ten look smaller{more}.")
    });
    let mut section = Section::new("dimension", "Spectrum and dimension", &(lead + &few), figures);
    if !names.is_empty() {
        section.rest.push(estimates(&names, analysis));
        for name in &names {
            let population = &analysis.populations[*name];
            let said = notes(name, population.samples, &population.dimension);
            section.rest.extend(said.iter().map(|said| Element::new("p").set("class", "lead").text(said)));
        }
    }
    section.unless_empty()
}

fn spectrum(names: &[&String], analysis: &AnalysisDocument) -> Option<Figure> {
    let line = |name: &&String| {
        let shares = &analysis.populations[*name].spectrum;
        let sum = |total: &mut f64, share: &f64| {
            *total += share;
            Some(*total)
        };
        ranked(name, shares.iter().scan(0.0, sum))
    };
    let chart = Chart {
        title: "Cumulative variance".into(),
        x: Axis::log("principal components").tight(),
        y: Axis::linear("share of the variance").reaching(&[0.0, 1.0]),
        series: names.iter().take(LINES).map(line).collect(),
        levels: vec![(0.9, "90 %".into())],
        ..Chart::default()
    };
    figure("spectrum", "The variance that the first components hold together.", chart)
}

fn gride(names: &[&String], analysis: &AnalysisDocument) -> Option<Figure> {
    let line = |name: &&String| {
        let scales = &analysis.populations[*name].dimension.gride;
        Series {
            name: name.to_string(),
            points: scales.iter().map(|s| (s.neighbour as f64, s.dimension)).collect(),
            band: Some(scales.iter().map(|s| (s.dimension - s.error, s.dimension + s.error)).collect()),
            ..Series::default()
        }
    };
    let chart = Chart {
        title: "Dimension at growing distances (GRIDE)".into(),
        x: Axis::log("neighbour").tight(),
        y: Axis::linear("dimension").reaching(&[0.0]),
        series: names.iter().take(LINES).map(line).collect(),
        ..Chart::default()
    };
    figure(
        "gride",
        "Near neighbours see noise, far ones the manifold’s curvature; the band is one standard error.",
        chart,
    )
}

fn estimates(names: &[&String], analysis: &AnalysisDocument) -> Element {
    let row = |name: &&String| {
        let population = &analysis.populations[*name];
        let d = &population.dimension;
        let whole = |x: Option<usize>| x.map_or(String::new(), |x| x.to_string());
        let mut row = vec![name.to_string(), population.neurons.to_string(), population.samples.to_string()];
        let naive = d.participation_ratio;
        let corrected = [d.participation_ratio_rows, d.participation_ratio_columns, d.participation_ratio_both];
        row.push(number(naive, 2));
        row.extend(corrected.map(|x| number(x, 2)));
        row.extend([whole(d.k90), whole(d.k95)]);
        row.extend([d.twonn, d.twonn_ml, d.twonn_censored, d.levina_bickel].map(|x| number(x, 2)));
        row.push(d.duplicates.to_string());
        row
    };
    let header = [
        "population",
        "n",
        "samples",
        "PR",
        "PR, samples",
        "PR, neurons",
        "PR, both",
        "k90",
        "k95",
        "twoNN",
        "twoNN ML",
        "twoNN censored",
        "Levina–Bickel",
        "duplicates",
    ];
    let caption = "Dimension by every estimator. PR: participation ratio, naive and corrected for finite samples, neurons, \
                   both. Corrected for neurons it is what ever more such neurons would tend to, and may be more than n. k90, k95: components for 90 and 95 % of the variance.";
    turned(caption, &header, &names.iter().map(row).collect::<Vec<_>>())
}
