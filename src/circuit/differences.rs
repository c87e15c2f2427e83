//! In which fields two circuits differ.

use super::Circuit;
use crate::schema::{Entry, Field, Node, Value, render};

/// A field that two circuits do not have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Its path: `populations.h1.size`, `projections.h1_h2.delay`, `probes.0.every`.
    pub path: String,
    /// What it is in the first, as a circuit file would have it; `None` where it is not there.
    pub from: Option<String>,
    /// What it is in the second.
    pub to: Option<String>,
}

/// The word for a value that is not there.
pub const NOTHING: &str = "nothing";

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let shown = |value: &Option<String>| value.as_deref().map_or(NOTHING.into(), shortened);
        write!(f, "{}: {} → {}", self.path, shown(&self.from), shown(&self.to))
    }
}

/// Letters of a value in a message.
const LONGEST: usize = 60;

fn shortened(value: &str) -> String {
    match value.char_indices().nth(LONGEST) {
        None => value.into(),
        Some((end, _)) => format!("{}…", &value[..end]),
    }
}

/// Every field in which `to` differs from `from`, in the order of the file. Defaults are written out, so that leaving a field
/// out is the same as writing its default. Populations and projections go by their names.
pub fn differences(from: &Circuit, to: &Circuit) -> Vec<Difference> {
    let mut found = Vec::new();
    compare("", Some(&named(from)), Some(&named(to)), &mut found);
    found
}

/// The circuit's tree with projections under their names.
fn named(circuit: &Circuit) -> Value {
    let mut tree = circuit.write();
    if let Value::Record { fields, .. } = &mut tree
        && let Some(entry) = fields.iter_mut().find(|entry| entry.name == "projections")
        && let Value::List(items) = &mut entry.node.value
    {
        let names = circuit.projections.iter().map(|projection| projection.name());
        let entries = names.zip(std::mem::take(items));
        let entry_of = |(name, node)| Entry { name, name_span: Default::default(), node };
        entry.node.value = Value::Map(entries.map(entry_of).collect());
    }
    tree
}

fn compare(path: &str, from: Option<&Value>, to: Option<&Value>, found: &mut Vec<Difference>) {
    match (from, to) {
        (Some(Value::Record { name: a, fields: x }), Some(Value::Record { name: b, fields: y })) if a == b => {
            entries(path, x, y, found);
        }
        (Some(Value::Map(x)), Some(Value::Map(y))) => {
            let before = found.len();
            entries(path, x, y, found);
            let order = |entries: &[Entry]| entries.iter().map(|e| e.name.as_str()).collect::<Vec<_>>().join(", ");
            if found.len() == before && order(x) != order(y) {
                found.push(Difference { path: path.into(), from: Some(order(x)), to: Some(order(y)) });
            }
        }
        (Some(Value::List(x)), Some(Value::List(y))) => {
            let value = |items: &'_ [Node], at: usize| items.get(at).map(|node| node.value.clone());
            for at in 0..x.len().max(y.len()) {
                compare(&join(path, &at.to_string()), value(x, at).as_ref(), value(y, at).as_ref(), found);
            }
        }
        (a, b) => {
            let (from, to) = (a.map(render::inline), b.map(render::inline));
            if from != to {
                found.push(Difference { path: path.into(), from, to });
            }
        }
    }
}

fn entries(path: &str, from: &[Entry], to: &[Entry], found: &mut Vec<Difference>) {
    let value =
        |entries: &'_ [Entry], name: &str| entries.iter().find(|e| e.name == name).map(|e| e.node.value.clone());
    let more = to.iter().filter(|entry| from.iter().all(|other| other.name != entry.name));
    for Entry { name, .. } in from.iter().chain(more) {
        compare(&join(path, name), value(from, name).as_ref(), value(to, name).as_ref(), found);
    }
}

fn join(path: &str, step: &str) -> String {
    if path.is_empty() { step.into() } else { format!("{path}.{step}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::circuit::load_text;
    use std::path::Path;

    const TEXT: &str = "Circuit(task: digits, populations: {\"x\": input, \"h\": rate(size: 8), \"y\": rate(size: 10, activation: identity)},
        projections: [(from: \"x\", to: \"h\"), (from: \"h\", to: \"y\")], credit: direct_feedback,
        probes: [(population: \"h\")])";

    fn said(text: &str) -> Vec<String> {
        let circuit =
            |text: &str| load_text(text, Path::new("test.ron"), &[]).unwrap_or_else(|e| panic!("{e:?}")).circuit;
        differences(&circuit(TEXT), &circuit(text)).iter().map(Difference::to_string).collect()
    }

    #[test]
    fn what_is_written_otherwise_and_means_the_same_does_not_differ() {
        let other = TEXT.replace("rate(size: 8)", "rate(activation: tanh, size: 8, tau: instant)");
        assert_eq!(said(&other.replace("Circuit(", "Circuit(dt: \"0.001 s\", ")), [""; 0]);
    }

    #[test]
    fn every_field_that_differs_is_named_by_its_path() {
        let h1 = TEXT.replace("rate(size: 8)", "rate(size: 8, activation: relu, tau: \"5 ms\")");
        assert_eq!(said(&h1), ["populations.h.activation: tanh → relu", "populations.h.tau: instant → 5.0"]);
        let fixed = TEXT.replace("to: \"y\")", "to: \"y\", plastic: false)");
        assert_eq!(said(&fixed), ["projections.h_y.plastic: true → false"]);
        let probes = TEXT.replace("(population: \"h\")", "(population: \"h\", every: 2), (population: \"y\")");
        let probes = said(&probes);
        assert_eq!(probes[0], "probes.0.every: 1 → 2");
        assert!(probes[1].starts_with("probes.1: nothing → probe(population: \"y\""), "{probes:?}");
        assert!(probes[1].ends_with('…') && probes.len() == 2, "{probes:?}");
    }

    #[test]
    fn what_is_more_or_less_or_in_another_order_differs() {
        let more = TEXT.replace("\"y\": rate", "\"z\": rate(size: 2), \"y\": rate");
        let more = said(&more.replace(
            "(from: \"h\", to: \"y\")",
            "(from: \"h\", to: \"y\"), (from: \"h\", to: \"z\"), (from: \"z\", to: \"y\")",
        ));
        let paths: Vec<&str> = more.iter().map(|said| said.split(':').next().unwrap()).collect();
        assert_eq!(paths, ["populations.z", "projections.h_z", "projections.z_y"]);
        let turned = TEXT.replace(
            "(from: \"x\", to: \"h\"), (from: \"h\", to: \"y\")",
            "(from: \"h\", to: \"y\"), (from: \"x\", to: \"h\")",
        );
        assert_eq!(said(&turned), ["projections: x_h, h_y → h_y, x_h"]);
    }
}
