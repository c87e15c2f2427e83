use super::*;
use crate::circuit::load_text;
use std::path::Path;

/// A circuit in which every population is a rate neuron but the first.
fn graph(populations: &[&str], projections: &[(&str, &str, usize)]) -> Result<Graph, Vec<usize>> {
    let text = "Circuit(task: digits, populations: {\"a\": input, \"b\": rate(size: 10, activation: identity)}, \
                projections: [(from: \"a\", to: \"b\")])";
    let mut circuit = load_text(text, Path::new("graph.ron"), &[]).unwrap().circuit;
    let (neuron, projection) = (circuit.populations.0[1].1.clone(), circuit.projections[0].clone());
    circuit.populations.0 = populations.iter().map(|name| (name.to_string(), neuron.clone())).collect();
    let made = |&(from, to, delay): &(&str, &str, usize)| super::super::Projection {
        from: from.into(),
        to: to.into(),
        delay,
        ..projection.clone()
    };
    circuit.projections = projections.iter().map(made).collect();
    Graph::of(&circuit)
}

#[test]
fn the_order_respects_projections_without_delay_and_then_the_file() {
    let graph = graph(&["c", "b", "a", "d"], &[("a", "b", 0), ("b", "c", 0), ("c", "a", 1)]).unwrap();
    assert_eq!(graph.order, [2, 1, 0, 3]);
}

#[test]
fn a_cycle_without_delay_is_given_in_the_order_of_its_projections() {
    let edges = [("a", "b", 0), ("b", "c", 0), ("c", "b", 0), ("c", "d", 0)];
    let cycle = graph(&["a", "b", "c", "d"], &edges).unwrap_err();
    assert!(cycle == [1, 2] || cycle == [2, 1], "{cycle:?}");
    assert_eq!(graph(&["a"], &[("a", "a", 0)]).unwrap_err(), [0]);
}

#[test]
fn changes_spread_along_projections_without_delay_only() {
    let edges = [("a", "b", 0), ("b", "d", 0), ("c", "d", 1)];
    let graph = graph(&["d", "c", "b", "a"], &edges).unwrap();
    assert_eq!(graph.downstream(&[3]), [true, false, true, false]);
    assert_eq!(graph.downstream(&[2, 3]), [true, false, true, false]);
    assert_eq!(graph.upstream(0), [true, false, true, true]);
}
