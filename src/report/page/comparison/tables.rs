//! Every credit source and population, and every run.

use super::Compared;
use crate::analysis::quantile::quantile;
use crate::report::page::Section;
use crate::report::page::shell::link;
use crate::report::page::table::{number, scrolling, table};
use crate::report::svg::element::Element;
use crate::run::document::CompareRow;

/// Score of each source. Nothing without a source.
pub fn scores(compared: &Compared) -> Option<Element> {
    let cells = |row: &CompareRow| {
        let trials = row.trials_to_criterion.as_ref().map(|trials| {
            let reached: Vec<f64> = trials.iter().flatten().map(|&trials| trials as f64).collect();
            let count = format!("({}/{})", reached.len(), trials.len());
            quantile(reached, 0.5).map_or(count.clone(), |median| format!("{median:.0} {count}"))
        });
        let mut cells = vec![row.credit.clone()];
        let quartiles = [row.q25, row.q75].map(|x| x.filter(|_| row.seeds.len() > 1));
        cells.push(number(row.median, 4));
        cells.extend(quartiles.map(|x| number(x, 4)));
        cells.extend([row.seeds.len().to_string(), row.diverged.to_string(), trials.unwrap_or_default()]);
        cells.push(format!("{:.1} s", row.wall_s));
        cells
    };
    let rows: Vec<Vec<String>> = compared.document.rows.iter().map(cells).collect();
    let header = ["credit", "score, median", "lower quartile", "upper quartile", "seeds", "diverged", "trials", "time"];
    (!rows.is_empty()).then(|| table("Test score by credit source.", &header, &rows))
}

/// Credit of each source, a row a population. Nothing where none was measured.
pub fn credit(compared: &Compared, names: &[&String]) -> Option<Element> {
    let mut rows = Vec::new();
    for row in &compared.document.rows {
        for (name, q) in names.iter().filter_map(|name| row.credit_quality.get_key_value(*name)) {
            let mut cells = vec![row.credit.clone(), name.clone()];
            let cosines = [q.cos_activation, q.cos_weight, q.cos_jacobian, q.predicted_cos, q.captured];
            cells.extend(cosines.map(|x| number(x, 3)));
            cells.extend([q.rank.map_or(String::new(), |d| d.to_string()), q.neurons.to_string()]);
            cells.extend([number(q.k_eff, 0), row.seeds.len().to_string()]);
            rows.push(cells);
        }
    }
    let header =
        ["credit", "population", "cos activity", "cos weights", "cos J", "law", "f", "d", "n", "K_eff", "seeds"];
    let caption = match compared.of_one_seed() {
        true => "By credit source and population.",
        false => "Medians over seeds, by credit source and population.",
    };
    (!rows.is_empty()).then(|| table(caption, &header, &rows))
}

/// A link to each run.
pub fn runs(compared: &Compared) -> Option<Section> {
    let caption = "Every run, with its own report.";
    let head = ["run", "seed", "test score", "updates", "time"];
    let head = head.map(|name| Element::new("th").set("scope", "col").text(name));
    let mut body = Element::new("tbody");
    for run in compared.runs.iter().flatten() {
        let name =
            Element::new("th").set("scope", "row").inline(&link(&format!("{}/report.html", run.folder), &run.folder));
        let summary = run.summary.as_ref();
        let score = match summary {
            Some(summary) if summary.diverged.is_some() => "diverged".into(),
            summary => number(summary.and_then(|s| s.test.score), 4),
        };
        let cells = [
            run.seed.map_or(String::new(), |seed| seed.to_string()),
            score,
            summary.map_or(String::new(), |s| s.steps.to_string()),
            summary.map_or(String::new(), |s| format!("{:.1} s", s.wall_s)),
        ];
        let cells = cells.map(|cell| Element::new("td").text(if cell.is_empty() { "–" } else { &cell }));
        body.add(Element::new("tr").with(name).with_all(cells));
    }
    if compared.runs.iter().all(Vec::is_empty) {
        return None;
    }
    let table = Element::new("table")
        .with(Element::new("caption").text(caption))
        .with(Element::new("thead").with(Element::new("tr").with_all(head)))
        .with(body);
    let mut section = Section::new("runs", "Runs", "", Vec::new());
    section.rest.push(scrolling(caption, table));
    section.unless_empty()
}
