//! The manifold beside the row space of the Jacobian.

use super::curves::{coloured, expected, figure, ranked};
use crate::report::chart::{Axis, Chart, Series, Style};
use crate::report::page::recorded::Recorded;
use crate::report::page::table::{number, table};
use crate::report::page::{Figure, Section};
use crate::run::document::AnalysisDocument;
use crate::run::document::analysis::SubspaceAlignment;

/// Captured fraction against the number of components, and principal angles, each beside a random subspace's.
pub fn section(run: &Recorded, analysis: &AnalysisDocument) -> Option<Section> {
    let names = run.in_order(analysis.populations.keys());
    let aligned: Vec<(&String, usize, &SubspaceAlignment)> = names
        .into_iter()
        .filter_map(|name| {
            let population = &analysis.populations[name];
            Some((name, population.neurons, population.alignment.as_ref()?))
        })
        .collect();
    let figures: Vec<Figure> =
        aligned.iter().flat_map(|&(name, n, a)| [captured(name, n, a), angles(name, a)]).flatten().collect();
    let lead = "Noise within the activity’s manifold can only find what of the Jacobian lies in there. A random subspace of the \
                same rank is the control.";
    let mut section = Section::new("alignment", "Manifold beside the Jacobian", lead, figures);
    let row = |&(name, n, a): &(&String, usize, &SubspaceAlignment)| {
        let mut row = vec![name.clone(), n.to_string(), a.rank.to_string(), number(a.captured.last().copied(), 3)];
        row.extend(
            [Some(a.chance), Some(a.null), a.angles.first().copied(), a.null_angles.first().copied()]
                .map(|x| number(x, 3)),
        );
        row
    };
    if !aligned.is_empty() {
        let header =
            ["population", "n", "rank", "captured", "chance", "random", "smallest angle (°)", "the same, random (°)"];
        let caption = "The share of the Jacobian that the manifold captures.";
        section.rest.push(table(caption, &header, &aligned.iter().map(row).collect::<Vec<_>>()));
    }
    section.unless_empty()
}

fn captured(name: &str, n: usize, alignment: &SubspaceAlignment) -> Option<Figure> {
    let count = alignment.captured.len();
    let chance = ranked("chance k/n", (1..=count).map(|k| k as f64 / n.max(1) as f64));
    let manifold = ranked("manifold", alignment.captured.iter().copied());
    let null = Series {
        name: "random subspace".into(),
        points: vec![(alignment.rank as f64, alignment.null)],
        style: Style::Points,
        marker: 3,
        ..Series::default()
    };
    if count == 0 {
        return None;
    }
    let chart = Chart {
        title: format!("Captured fraction of {name}"),
        x: Axis::linear("components of the manifold").tight(),
        y: Axis::linear("share of the Jacobian").reaching(&[0.0, 1.0]),
        series: vec![coloured(manifold, 0), coloured(null, 4), expected(chance, 5)],
        ..Chart::default()
    };
    let caption = format!("{} components of {n} neurons.", alignment.rank);
    figure(&format!("alignment-{name}"), &caption, chart)
}

fn angles(name: &str, alignment: &SubspaceAlignment) -> Option<Figure> {
    let angles = coloured(ranked("manifold", alignment.angles.iter().copied()), 0);
    if angles.points.is_empty() {
        return None;
    }
    let chart = Chart {
        title: format!("Principal angles of {name}"),
        x: Axis::linear("angle, smallest first").tight(),
        y: Axis::linear("degrees").reaching(&[0.0, 90.0]),
        series: vec![angles, expected(ranked("random subspace, mean", alignment.null_angles.iter().copied()), 4)],
        ..Chart::default()
    };
    figure(
        &format!("angles-{name}"),
        "Between the manifold and the row space of the Jacobian; 0° where they meet.",
        chart,
    )
}
