//! The words around a drawing: caption, legend, description.

use super::element::Element;
use super::layout::MARGIN;
use super::path::Path;
use super::text::{fit, wrap};
use super::words::Words;
use crate::circuit::Circuit;

/// The name and the claim; and the height at which they end.
pub fn caption(circuit: &Circuit, room: f64) -> (Element, f64) {
    let mut y = MARGIN + 16.0;
    let name = fit(&circuit.name, 22.0, room);
    let mut group = Element::group("caption").with(Element::label("title", MARGIN, y, &name));
    y += 6.0;
    for line in wrap(&circuit.about.claim, 14.0, room, 3) {
        y += 20.0;
        group.add(Element::label("claim", MARGIN, y, &line));
    }
    (group, y + 36.0)
}

/// What the lines mean, as far as they occur; and the height at which that ends.
pub fn legend(words: &Words, y: f64) -> (Element, f64) {
    let mut lines = Vec::new();
    if (0..words.graph.edges.len()).any(|e| !words.learns(e)) {
        lines.push(("wire fixed", "projection that does not learn"));
    }
    if !words.message().is_empty() {
        lines.push(("credit", words.message()));
    }
    let mut group = Element::group("legends");
    for (i, (class, text)) in lines.iter().enumerate() {
        let y = y + 20.0 * i as f64;
        let sample = Path::from((MARGIN, y - 4.0)).line((MARGIN + 30.0, y - 4.0));
        group.add(Element::path(class, sample));
        group.add(Element::label("legend", MARGIN + 40.0, y, text));
    }
    let rows = lines.len() as f64;
    (group, if rows > 0.0 { y + 20.0 * (rows - 1.0) } else { y - 40.0 })
}

/// The drawing in words, for those who do not see it.
pub fn description(words: &Words) -> String {
    let circuit = words.circuit;
    let name = |p: &usize| {
        let (name, facts) = words.population(*p);
        format!("{name} ({})", facts.join(", "))
    };
    let populations: Vec<String> = words.graph.order.iter().map(name).collect();
    let credit = if words.message().is_empty() { String::new() } else { format!(" Credit: {}.", words.message()) };
    format!("{} Populations: {}. Task: {}.{credit}", circuit.about.claim, populations.join("; "), circuit.task.name())
}
