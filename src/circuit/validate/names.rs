//! Every population that is referred to exists.

use crate::circuit::Circuit;
use crate::schema::problem::MOST_LISTED;
use crate::schema::{Node, Problems, Value, suggest};
use std::collections::HashSet;

/// A name and the path where it is written.
type Reference<'a> = (String, &'a str);

/// Checks the names of a circuit; true when all exist.
pub fn in_circuit(circuit: &Circuit, problems: &mut Problems) -> bool {
    let known: Vec<&str> = circuit.populations.names().collect();
    let mut references: Vec<Reference> = Vec::new();
    for (i, projection) in circuit.projections.iter().enumerate() {
        references.push((format!("projections.{i}.from"), &projection.from));
        references.push((format!("projections.{i}.to"), &projection.to));
    }
    references.extend(circuit.output.iter().map(|name| ("output".into(), name.as_str())));
    for (i, probe) in circuit.probes.iter().enumerate() {
        references.extend(probe.population.iter().map(|name| (format!("probes.{i}.population"), name.as_str())));
    }
    check(&known, references, problems)
}

/// Checks the names of a file in which other things are wrong, as far as they can be read.
pub fn in_tree(tree: &Node, problems: &mut Problems) {
    let field = |name| tree.get(name).map(|entry| &entry.node);
    let Some(Node { value: Value::Map(populations), .. }) = field("populations") else { return };
    let known: Vec<&str> = populations.iter().map(|entry| entry.name.as_str()).collect();
    let mut references = Vec::new();
    for (list, fields) in [("projections", &["from", "to"][..]), ("probes", &["population"])] {
        let Some(Node { value: Value::List(items), .. }) = field(list) else { continue };
        for (i, item) in items.iter().enumerate() {
            let texts = fields.iter().filter_map(|field| Some((*field, text(&item.get(field)?.node)?)));
            references.extend(texts.map(|(field, name)| (format!("{list}.{i}.{field}"), name)));
        }
    }
    references.extend(field("output").and_then(text).map(|name| ("output".into(), name)));
    check(&known, references, problems);
}

fn text(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Text(text) => Some(text),
        Value::Tuple { name: Some(name), items } if name == "Some" => items.first().and_then(text),
        _ => None,
    }
}

fn check(known: &[&str], references: Vec<Reference>, problems: &mut Problems) -> bool {
    let exists: HashSet<&str> = known.iter().copied().collect();
    let mut wrong = references.into_iter().filter(|(_, name)| !exists.contains(name)).peekable();
    let all_exist = wrong.peek().is_none();
    // Looking for the nearest name takes time: not for more of them than anyone reads.
    for (path, name) in wrong.take(MOST_LISTED) {
        let help = suggest::help(name, known.iter().copied());
        problems.at(&path, format!("population `{name}` does not exist"), help);
    }
    all_exist
}
