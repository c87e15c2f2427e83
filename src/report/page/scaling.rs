//! The page of `trifactor scale`.

mod feedback;

use super::run::curves::figure;
use super::shell::{foot, unfinished};
use super::table::{number, table};
use super::{Page, Section};
use crate::analysis::quantile::quantile;
use crate::error::Error;
use crate::report::chart::Style;
use crate::report::scaling::{self, charts, is_curve};
use crate::report::svg::element::Element;
use crate::run::RunDocument;
use crate::run::document::scale::{ScaleDocument, ScaleRow};
use crate::run::folder::RunFolder;
use crate::run::scale::{QUANTITIES, credits, sizes};
use std::collections::BTreeSet;
use std::path::Path;

/// The page of a folder, which is called `name`: with what its first run says of all of them.
pub fn of(name: &str, folder: &RunFolder) -> Result<Page, Error> {
    let document = folder.scale()?.unwrap_or_default();
    let out = document.rows.iter().find_map(|row| Path::new(row.out.as_ref()?).file_name());
    let first = out.map(|out| RunFolder::existing(&folder.path().join(out)).summary()).transpose()?.flatten();
    Ok(with(name, &document, first.as_ref()))
}

/// The page of one document; `name` is what it is called.
pub fn page(name: &str, document: &ScaleDocument) -> Page {
    with(name, document, None)
}

/// The same with one of the runs.
pub fn with(name: &str, document: &ScaleDocument, run: Option<&RunDocument>) -> Page {
    let axis = document.axis.first().map_or("", String::as_str);
    let seeds = seeds(document);
    let figures = charts(name, document).into_iter().filter_map(|mut chart| {
        let what = match (chart.series.iter().any(is_curve), seeds.len()) {
            (false, _) => "A point a run",
            (_, 0 | 1) => "One seed",
            _ => "Median over seeds, quartiles as a band",
        };
        let law = if chart.series.iter().any(|series| series.style == Style::Dashed) { LAW } else { "." };
        let censored = if scaling::is_censored(document, &chart.y.label) { CENSORED } else { "" };
        let caption = format!("{what}{law}{censored}");
        chart.title = capital(&chart.y.label);
        figure(&format!("scale-{}", file_name(&chart.y.label)), &caption, chart)
    });
    let figures: Vec<_> = feedback::figure(document).into_iter().chain(figures).collect();
    let sizes = sizes(&document.rows);
    let lead = if sizes.len() < 3 { "Curves and exponents take three sizes or more." } else { "" };
    let mut curves = Section::new("curves", "Against size", lead, figures);
    let same = scaling::same(document);
    if !same.is_empty() {
        let said = format!("Without a figure, because the same at all sizes: {}.", same.join(", "));
        curves.rest.push(Element::new("p").set("class", "lead").text(&said));
    }
    let said = "Perturbations to a cosine are counted on the circuit that has learned, held fast: feedback is estimated from nothing, \
                as the plain mean of what single perturbations of held-out trials say, and compared with the exact Jacobian after 1, 2, \
                3, 4, 6, 8, 12, … of them.";
    if document.rows.iter().any(|row| !row.feedback_curve.is_empty()) {
        curves.rest.push(Element::new("p").set("class", "lead").text(said));
    }
    curves.rest.push(medians(document, axis));
    let mut exponents = Section::new(
        "exponents",
        "Exponents",
        "Power laws y = a · size^b by least squares in logarithms over all runs, with Student’s 95 % interval of b.",
        Vec::new(),
    );
    exponents.rest.extend(fits(document));
    let left_out =
        scaling::left_out(document).into_iter().map(|said| Element::new("p").set("class", "lead").text(&said));
    exponents.rest.extend(left_out);
    let list = |numbers: Vec<String>| numbers.join(", ");
    let runs = match document.unfinished {
        0 => document.rows.len().to_string(),
        missing => format!("{} of {}", document.rows.len(), document.rows.len() + missing),
    };
    let notices = [unfinished(document.unfinished, document.rows.len()), scaling::diverged(document)];
    let notices: Vec<String> = notices.into_iter().flatten().collect();
    let said = |of: fn(&RunDocument) -> &String| run.map_or(String::new(), |run| of(run).clone());
    let facts = [
        ("task", said(|run| &run.task)),
        ("sizes", list(sizes.iter().map(usize::to_string).collect())),
        ("seeds", list(seeds.iter().map(u64::to_string).collect())),
        ("engine", said(|run| &run.engine)),
        ("device", said(|run| &run.device)),
        ("folder", if run.is_some() { name.into() } else { String::new() }),
        ("version", env!("CARGO_PKG_VERSION").into()),
    ];
    Page {
        title: run.map(|run| run.circuit.clone()).filter(|title| !title.is_empty()).unwrap_or_else(|| name.into()),
        kind: "learning and cost against size",
        lead: format!(
            "Runs that differ in the number of neurons of {}, the credit source and the seed.",
            list(document.axis.clone())
        ),
        notice: (!notices.is_empty()).then(|| notices.join(" ")),
        headline: vec![("runs".into(), runs), ("largest".into(), sizes.last().map_or(String::new(), usize::to_string))],
        facts: facts
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name.into(), value))
            .collect(),
        sections: [curves, exponents].into_iter().filter_map(Section::unless_empty).collect(),
        foot: foot(Some(env!("CARGO_PKG_VERSION"))),
    }
    .named()
}

const LAW: &str = "; dotted: the fitted power law.";
const CENSORED: &str = " Runs that never reached it are left out.";

/// With a capital letter, but for what begins with a unit.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().filter(char::is_ascii);
    first.map_or(text.into(), |first| first.to_uppercase().chain(letters).collect())
}

/// Words of a label, with what file names take.
fn file_name(label: &str) -> String {
    let plain = label.replace('µ', "u").replace('%', "percent");
    let words = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_lowercase()
}

fn seeds(document: &ScaleDocument) -> BTreeSet<u64> {
    document.rows.iter().map(|row| row.seed).collect()
}

fn medians(document: &ScaleDocument, axis: &str) -> Element {
    let mut rows = Vec::new();
    let sizes = sizes(&document.rows);
    for credit in credits(&document.rows) {
        for size in &sizes {
            let own: Vec<&ScaleRow> =
                document.rows.iter().filter(|row| row.size == *size && row.credit == credit).collect();
            let median = |of: &dyn Fn(&ScaleRow) -> Option<f64>, digits| {
                number(quantile(own.iter().filter_map(|row| of(row)).collect(), 0.5), digits)
            };
            let quality = |row: &ScaleRow| row.credit_quality.get(axis).cloned();
            let mut cells = vec![credit.clone(), size.to_string(), own.len().to_string(), median(&|row| row.score, 4)];
            cells.push(median(&|row| quality(row)?.cos_activation, 3));
            cells.push(median(&|row| quality(row)?.cos_jacobian, 3));
            cells.push(median(&|row| quality(row)?.predicted_cos, 3));
            cells.push(median(&|row| quality(row)?.captured, 3));
            cells.push(median(&|row| Some(quality(row)?.rank? as f64), 0));
            cells.push(median(&|row| quality(row)?.k_eff, 0));
            cells.extend(QUANTITIES.map(|quantity| scaling::median(quantity, axis, &own).unwrap_or_default()));
            if !own.is_empty() {
                rows.push(cells);
            }
        }
    }
    let header = ["credit", "n", "seeds", "score", "cos activity", "cos J", "law", "f", "d", "K_eff"];
    let header: Vec<&str> = header.into_iter().chain(QUANTITIES.map(|(label, _)| label)).collect();
    let brackets = scaling::brackets(document).map_or(String::new(), |said| format!("; {said}"));
    let of = if seeds(document).len() < 2 { "One seed" } else { "Medians over seeds" };
    table(&format!("{of}, of {axis}{brackets}."), &header, &rows)
}

fn fits(document: &ScaleDocument) -> Option<Element> {
    let rows: Vec<Vec<String>> = (document.fits.iter())
        .flat_map(|(credit, fits)| fits.iter().map(move |(quantity, fit)| (credit, quantity, fit)))
        .map(|(credit, quantity, fit)| {
            let (low, high) = fit.interval;
            let interval = format!("{} … {}", number(Some(low), 3), number(Some(high), 3));
            vec![credit.clone(), quantity.clone(), number(Some(fit.exponent), 3), interval, fit.points.to_string()]
        })
        .collect();
    let header = ["credit", "quantity", "exponent b", "95 % interval", "runs"];
    (!rows.is_empty()).then(|| table("Fitted power laws.", &header, &rows))
}
