//! Score and credit against a field that takes several numbers.

use super::Compared;
use crate::report::chart::{Axis, Chart, Series};
use crate::report::page::run::curves::{expected, figure};
use crate::report::page::{Figure, Section};
use crate::run::document::{CompareRow, CreditQuality};

/// Populations that are shown.
const POPULATIONS: usize = 4;
/// Numbers whose largest and smallest are this far apart stand on a logarithmic axis.
const FAR: f64 = 8.0;

/// Curves against the first field that takes three numbers or more; one a source and combination of the other fields.
pub fn varied(compared: &Compared) -> Option<Section> {
    let rows = &compared.document.rows;
    let field = rows.first()?.varied.keys().find(|field| numbers(rows, field).is_some())?;
    let numbers = numbers(rows, field)?;
    let groups = groups(rows, field);
    let far = numbers[0] > 0.0 && numbers[numbers.len() - 1] >= FAR * numbers[0];
    let x = Axis { label: field.clone(), log: far, tight: true, ..Axis::default() };
    let chart =
        |title: String, y: Axis, series: Vec<Series>| Chart { title, x: x.clone(), y, series, ..Chart::default() };

    let score = |row: &CompareRow| Some((row.median?, row.q25.zip(row.q75).filter(|_| row.seeds.len() > 1)));
    let scores = curves(&groups, field, &score).collect();
    let caption = compared.over("Median over seeds; the band reaches from quartile to quartile.");
    let mut figures: Vec<Figure> = Vec::new();
    figures.extend(figure("varied-score", caption, chart("Test score".into(), Axis::linear("test score"), scores)));
    let mut names: Vec<&String> = rows.iter().flat_map(|row| row.credit_quality.keys()).collect();
    names.sort();
    names.dedup();
    for name in names.into_iter().take(POPULATIONS) {
        let of = |get: fn(&CreditQuality) -> Option<f64>| {
            move |row: &CompareRow| Some((get(row.credit_quality.get(name)?)?, None))
        };
        let mut jacobian: Vec<Series> = curves(&groups, field, &of(|q| q.cos_jacobian)).collect();
        let predicted = of(|q| q.predicted_cos);
        let law = curves(&groups, field, &predicted).enumerate();
        jacobian.extend(
            law.map(|(i, law)| {
                expected(Series { key: format!("{}, the law", law.name), name: String::new(), ..law }, i)
            }),
        );
        let y = Axis::linear("cosine with the exact Jacobian").reaching(&[0.0]);
        let title = format!("Feedback of {name}");
        figures.extend(figure(&format!("varied-feedback-{name}"), "Dotted: the law.", chart(title, y, jacobian)));
        let credit = curves(&groups, field, &of(|q| q.cos_activation)).collect();
        let y = Axis::linear("cosine with the exact credit").reaching(&[0.0]);
        figures.extend(figure(
            &format!("varied-credit-{name}"),
            compared.over(MEDIAN),
            chart(format!("Credit of {name}"), y, credit),
        ));
        let captured = curves(&groups, field, &of(|q| q.captured)).collect();
        let y = Axis::linear("captured fraction").reaching(&[0.0, 1.0]);
        let title = format!("Captured fraction f of {name}");
        figures.extend(figure(&format!("varied-captured-{name}"), compared.over(MEDIAN), chart(title, y, captured)));
    }
    Section::new("varied", "Against the field that varies", "", figures).unless_empty()
}

const MEDIAN: &str = "Median over seeds.";

/// The numbers that a field takes, ascending; `None` where it takes fewer than three, or something else.
fn numbers(rows: &[CompareRow], field: &str) -> Option<Vec<f64>> {
    let mut numbers: Vec<f64> = rows.iter().map(|row| number(row, field)).collect::<Option<_>>()?;
    numbers.sort_unstable_by(f64::total_cmp);
    numbers.dedup();
    (numbers.len() > 2).then_some(numbers)
}

fn number(row: &CompareRow, field: &str) -> Option<f64> {
    let text = row.varied.get(field)?.replace('_', "");
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Rows that differ in this field alone, and what they have in common.
fn groups<'a>(rows: &'a [CompareRow], field: &str) -> Vec<(String, Vec<&'a CompareRow>)> {
    let mut groups: Vec<(String, Vec<&CompareRow>)> = Vec::new();
    for row in rows {
        let others = row.varied.iter().filter(|(other, _)| *other != field);
        let others = others.map(|(other, value)| format!("{other}={value}"));
        let name = std::iter::once(row.source.clone()).chain(others).collect::<Vec<_>>().join(", ");
        match groups.iter_mut().find(|(other, _)| *other == name) {
            Some((_, group)) => group.push(row),
            None => groups.push((name, vec![row])),
        }
    }
    groups
}

/// A number of a row, and its quartiles where it has some.
type Get<'a> = dyn Fn(&CompareRow) -> Option<(f64, Option<(f64, f64)>)> + 'a;

fn curves<'a>(
    groups: &'a [(String, Vec<&'a CompareRow>)],
    field: &'a str,
    get: &'a Get<'a>,
) -> impl Iterator<Item = Series> + 'a {
    groups.iter().enumerate().map(move |(i, (name, rows))| {
        let point = |row: &&CompareRow| Some((number(row, field)?, get(row)?));
        let mut found: Vec<_> = rows.iter().filter_map(point).collect();
        found.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let band = found.iter().map(|(_, (_, band))| *band).collect();
        let points = found.into_iter().map(|(x, (y, _))| (x, y)).collect();
        Series { name: name.clone(), points, band, colour: Some(i), ..Series::default() }
    })
}
