//! What the law predicts, as text.

use super::table::{number, short, table};
use crate::run::document::prediction::{NoisePrediction, PopulationPrediction, Prediction};

/// A table of all populations, and where manifold noise stops to pay.
pub fn prediction(document: &Prediction) -> String {
    let Some(first) = document.populations.first() else { return String::new() };
    let cosines: Vec<&String> = first.vanilla.perturbations.keys().collect();
    let named = document.populations.iter().any(|p| p.name.is_some());
    let row = |p: &PopulationPrediction, kind: &str, noise: &NoisePrediction| {
        let name = p.name.iter().map(|name| format!("{name}, {kind}")).next();
        let mut cells = vec![name.unwrap_or_else(|| kind.into()), p.neurons.to_string(), noise.rank.to_string()];
        cells.push(short(noise.captured));
        cells.extend(cosines.iter().map(|c| match noise.perturbations.get(*c) {
            Some(Some(k)) => k.to_string(),
            _ => "never".into(),
        }));
        cells.extend([number(p.k, 0), number(noise.cos, 3), number(Some(noise.ceiling), 3)]);
        cells
    };
    let rows = document.populations.iter().flat_map(|p| {
        let manifold = p.manifold.iter().map(|noise| row(p, "manifold noise", noise));
        manifold.chain([row(p, "vanilla noise", &p.vanilla)]).collect::<Vec<_>>()
    });
    let needed: Vec<String> = cosines.iter().map(|c| format!("K for cos {c}")).collect();
    let header = [if named { "population, noise" } else { "noise" }, "n", "d", "f"];
    let after = ["K", "cos at K", "at most √f"];
    let header: Vec<&str> = header.into_iter().chain(needed.iter().map(String::as_str)).chain(after).collect();
    let mut out = table(&header, &rows.collect::<Vec<_>>());
    out += "\n";
    for p in &document.populations {
        let Some(crossover) = p.crossover else { continue };
        let of = p.name.iter().map(|name| format!("{name}: ")).next().unwrap_or_default();
        out += &match crossover.perturbations {
            None => format!("\n{of}manifold noise is better after any number of perturbations"),
            Some(0.0) => format!("\n{of}vanilla noise is better after any number of perturbations"),
            Some(k) => format!("\n{of}manifold noise is better below {k:.0} perturbations, vanilla noise above"),
        };
        if let (Some(f), Some(k)) = (crossover.captured, p.k) {
            out += &format!("; after {k:.0}, where f is above {f:.3}");
        }
        if let Some(measured) = p.measured_cos {
            out += &format!("; measured cosine {measured:.3}");
        }
    }
    out + &format!(
        "\n{} draws, one population perturbed at a time: others perturbed at once add their noise",
        first.draws
    )
}
