//! The quality of the credit over the course of the run, with what theory predicts.

use super::curves::{coloured, curve, expected, figure};
use crate::credit::ThirdFactor;
use crate::report::chart::{Axis, Chart, Series};
use crate::report::page::recorded::Recorded;
use crate::report::page::table::{number, turned};
use crate::report::page::{Figure, Section};
use crate::report::svg::element::Element;
use crate::run::MetricsRow;
use crate::run::document::CreditQuality;

/// Populations that are drawn; the table has all.
const DRAWN: usize = 8;

/// Captured fractions closer than this are the same.
const EQUAL: f64 = 5e-4;

/// Cosines with the exact credit and Jacobian, and the captured fraction, by population.
pub fn section(run: &Recorded) -> Option<Section> {
    let names = run.in_order(run.rows.iter().flat_map(|row| row.credit_quality.keys()));
    let figures: Vec<Figure> =
        names.iter().take(DRAWN).flat_map(|name| [cosines(run, name), captured(run, name)]).flatten().collect();
    let lead = "Measured on held-out trials against the exact gradient, which learning never sees. The law is \
                E cos = √(f / (1 + (d + 1) / K)), with f the share of the exact Jacobian within the noise’s subspace, d the \
                dimension of that subspace and K the effective number of perturbations behind the feedback. Populations that are \
                perturbed at once disturb each other: the law counts that too, and so does the crossover, the f above which \
                manifold noise estimates better than vanilla noise would.";
    let mut section = Section::new("credit", "Credit quality", lead, figures);
    let last = names.into_iter().filter_map(|name| Some((name, last(run, name)?)));
    let last: Vec<(&String, &CreditQuality)> = last.filter(|(_, q)| measured(q)).collect();
    if !last.is_empty() {
        section.rest.push(credit_table(&last));
    }
    section.unless_empty()
}

/// The last measurement of a population.
fn last<'a>(run: &'a Recorded, name: &str) -> Option<&'a CreditQuality> {
    run.rows.iter().rev().find_map(|row| row.credit_quality.get(name))
}

fn measured(q: &CreditQuality) -> bool {
    [q.cos_activation, q.cos_weight, q.cos_jacobian, q.captured, q.norm_ratio].iter().any(Option::is_some)
}

/// One row a population.
fn credit_table(last: &[(&String, &CreditQuality)]) -> Element {
    let row = |&(name, q): &(&String, &CreditQuality)| {
        let mut row = vec![name.clone()];
        row.extend([q.cos_activation, q.cos_weight, q.cos_jacobian, q.predicted_cos].map(|x| number(x, 3)));
        row.extend([q.cos_activation, q.cos_weight].map(angle));
        let excess = q.captured.zip(q.crossover).map(|(f, crossover)| f - crossover);
        row.extend([q.captured, q.captured_chance, q.captured_null, q.crossover, excess].map(|x| number(x, 3)));
        row.push(q.rank.map_or(String::new(), |d| d.to_string()));
        row.push(q.neurons.to_string());
        row.push(number(q.k_eff, 0));
        row.extend([q.norm_ratio, q.sign_agreement, q.projected_step].map(|x| number(x, 3)));
        row
    };
    let header = [
        "population",
        "cos activity",
        "cos weights",
        "cos J",
        "law",
        "angle, activity",
        "angle, weights",
        "captured f",
        "chance d/n",
        "random subspace",
        "crossover",
        "f − crossover",
        "d",
        "n",
        "K_eff",
        "norm ratio",
        "sign agreement",
        "projected step",
    ];
    turned("The last measurement, by population.", &header, &last.iter().map(row).collect::<Vec<_>>())
}

/// In degrees; obtuse where the cosine is negative.
fn angle(cosine: Option<f64>) -> String {
    let degrees = cosine.map(|cosine| cosine.clamp(-1.0, 1.0).acos().to_degrees());
    degrees.map_or(number(None, 1), |degrees| format!("{degrees:.1}°"))
}

fn of<'a>(name: &'a str, get: impl Fn(&CreditQuality) -> Option<f64> + 'a) -> impl Fn(&MetricsRow) -> Option<f64> + 'a {
    move |row| row.credit_quality.get(name).and_then(&get)
}

/// Feedback that rests on no perturbation yet is not what the law and the crossover speak of.
fn has_learned(q: &CreditQuality) -> bool {
    q.k_eff.is_none_or(|k| k > 0.0)
}

fn cosines(run: &Recorded, name: &str) -> Option<Figure> {
    let series = |label: &str, get: fn(&CreditQuality) -> Option<f64>| curve(label, &run.rows, of(name, get));
    let series = vec![
        coloured(series("feedback and exact Jacobian", |q| q.cos_jacobian), 0),
        expected(series("the law", |q| q.predicted_cos.filter(|_| has_learned(q))), 0),
        coloured(series("third factor", |q| q.cos_activation), 1),
        coloured(series("weight change", |q| q.cos_weight), 2),
    ];
    let y = Axis::linear("cosine with the exact").reaching(&[0.0, 1.0]);
    figure(&format!("credit-{name}"), &sizes(run, name), chart(&format!("Credit of {name}"), y, series))
}

fn captured(run: &Recorded, name: &str) -> Option<Figure> {
    let series = |label: &str, get: fn(&CreditQuality) -> Option<f64>| curve(label, &run.rows, of(name, get));
    let series = vec![
        coloured(series("captured fraction f", |q| q.captured), 0),
        coloured(series("random subspace", |q| q.captured_null), 4),
        expected(series("chance d/n", |q| q.captured_chance), 5),
        expected(series("crossover", |q| q.crossover.filter(|_| has_learned(q))), 1),
    ];
    // Without a captured fraction its references say nothing.
    if series[0].points.is_empty() {
        return None;
    }
    let what = if through_time(run) { "exact credit" } else { "exact Jacobian" };
    let y = Axis::linear(&format!("share of the {what}")).reaching(&[0.0, 1.0]);
    let explored = last(run, name).is_some_and(|q| q.k_eff.is_some_and(|k| k > 0.0));
    let crossover = series[3].points.last().filter(|_| explored);
    let crossed = crossover.map_or(String::new(), |(_, c)| verdict(&series[0], *c, counts_steps(run)));
    let caption = format!("The share of the {what} that the noise’s subspace holds.{crossed}");
    figure(&format!("captured-{name}"), &caption, chart(&format!("Captured by the subspace of {name}"), y, series))
}

/// Through time there is a Jacobian for every pair of steps: what is measured then is the credit.
fn through_time(run: &Recorded) -> bool {
    let circuit = run.circuit.as_ref().map(|loaded| &loaded.circuit);
    circuit.is_some_and(|circuit| circuit.task.shape(circuit.dt).steps > 1)
}

/// True where K_eff counts every step of a trial: noise of successive steps is related through what the circuit remembers,
/// so that it tells less.
fn counts_steps(run: &Recorded) -> bool {
    let circuit = run.circuit.as_ref().map(|loaded| &loaded.circuit);
    let per_step = circuit.map(|circuit| circuit.credit.recipe().third_factor);
    through_time(run) && !matches!(per_step, Some(ThirdFactor::LearnedBroadcast { per_step: true, .. }))
}

fn verdict(captured: &Series, crossover: f64, counts_steps: bool) -> String {
    let Some((_, f)) = captured.points.last() else { return String::new() };
    let (above, below) = (
        "above the crossover, so manifold noise estimates better than vanilla noise does",
        "below the crossover, so vanilla noise would estimate better with as many perturbations",
    );
    // Where they are the same noise, or there was none yet, neither is better.
    if (f - crossover).abs() < EQUAL {
        return String::new();
    }
    let side = if *f > crossover { above } else { below };
    // The crossover rises with K.
    let bound = match (counts_steps, *f > crossover) {
        (false, _) => "",
        (true, true) => " K_eff counts every step of a trial as independent: it and the crossover are upper bounds.",
        (true, false) => {
            " But K_eff counts every step of a trial as independent: it and the crossover are upper bounds, and the true \
             crossover may lie below f."
        }
    };
    format!(" In the end f is {side}.{bound}")
}

fn sizes(run: &Recorded, name: &str) -> String {
    let Some(q) = last(run, name) else { return String::new() };
    let rank = q.rank.map_or(String::new(), |d| format!(", d = {d} dimensions of noise"));
    let k = q.k_eff.map_or(String::new(), |k| format!(", K_eff = {k:.0} perturbations"));
    let captured = q.captured.map_or(String::new(), |f| format!(", f = {f:.3}"));
    format!("n = {} neurons{rank}{k}{captured}.", q.neurons).replace(" = ", "\u{a0}=\u{a0}")
}

fn chart(title: &str, y: Axis, series: Vec<Series>) -> Chart {
    Chart { title: title.into(), x: Axis::linear("updates").tight().reaching(&[0.0]), y, series, ..Chart::default() }
}
