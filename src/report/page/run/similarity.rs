//! Representational similarity to given responses.

use crate::report::chart::bars::{Bar, Bars};
use crate::report::page::csv::Csv;
use crate::report::page::table::{number, table};
use crate::report::page::{Figure, Section};
use crate::report::svg::element::Element;
use crate::run::document::AnalysisDocument;
use crate::run::document::analysis::{SimilarityDocument, SimilarityRow};

/// Bars beside the noise ceiling, one figure a reference, and every measure in a table.
pub fn section(analysis: &AnalysisDocument) -> Option<Section> {
    let document = analysis.similarity.as_ref()?;
    let mut references: Vec<&String> = Vec::new();
    for row in &document.rows {
        if !references.contains(&&row.reference) {
            references.push(&row.reference);
        }
    }
    let figures = references.into_iter().filter_map(|reference| figure(document, reference)).collect();
    let lead = format!(
        "How alike the circuit and {} find {} stimuli: correlations of dissimilarities between stimuli.",
        document.source, document.stimuli
    );
    let mut section = Section::new("similarity", "Similarity", &lead, figures);
    if !document.rows.is_empty() {
        let header = [
            "population",
            "reference",
            "Pearson",
            "95 % interval",
            "ceiling",
            "Spearman",
            "ρₐ",
            "τₐ",
            "CKA, unbiased",
            "predictivity",
        ];
        let rows: Vec<Vec<String>> = document.rows.iter().map(cells).collect();
        section.rest.push(table("Every measure.", &header, &rows));
    }
    if !document.order.is_empty() {
        let order = format!("The stimuli in the order of the dissimilarities: {}.", document.order.join(", "));
        section.rest.push(Element::new("p").set("class", "lead").text(&order));
    }
    section.unless_empty()
}

fn figure(document: &SimilarityDocument, reference: &str) -> Option<Figure> {
    let rows = || document.rows.iter().filter(|row| row.reference == reference);
    let bar = |row: &SimilarityRow| {
        let value = row.pearson.filter(|r| r.is_finite())?;
        let colour = if row.population == "pixels" { 4 } else { 0 };
        Some(Bar { name: row.population.clone(), value, interval: row.interval, colour, ..Bar::default() })
    };
    let bars: Vec<Bar> = rows().filter_map(bar).collect();
    if bars.is_empty() {
        return None;
    }
    let band = rows().find_map(|row| row.ceiling).map(|ceiling| (ceiling, "noise ceiling".into()));
    let title = format!("Similarity to {reference}");
    let bars = Bars { title, label: "Pearson correlation of dissimilarities".into(), bars, band };
    let ceiling = if bars.band.is_some() { "; the band is what the subjects’ agreement allows at most" } else { "" };
    Some(Figure {
        name: format!("similarity-{reference}"),
        drawing: bars.drawing(),
        caption: format!("With 95 % intervals by bootstrap over stimuli{ceiling}."),
        numbers: Some(Csv::of_bars(&bars)),
    })
}

fn cells(row: &SimilarityRow) -> Vec<String> {
    let pair = |pair: Option<(f64, f64)>| {
        pair.map_or(String::new(), |(low, high)| format!("{} … {}", number(Some(low), 3), number(Some(high), 3)))
    };
    let mut cells = vec![row.population.clone(), row.reference.clone(), number(row.pearson, 4)];
    cells.extend([pair(row.interval), pair(row.ceiling)]);
    cells.extend([row.spearman, row.rho_a, row.tau_a, row.cka, row.predictivity].map(|x| number(x, 4)));
    cells
}
