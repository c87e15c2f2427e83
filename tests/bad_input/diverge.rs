//! Runs that diverge: stopped at once, the culprit named, what was recorded kept.

use crate::place::{Place, edited};
use serde_json::Value;

fn diverges(circuit: String, culprit: &str) {
    let place = Place::new();
    place.put("circuit.ron", circuit);
    let done = place.run(&["run", "circuit.ron", "--out", "out", "--json"]);
    assert_eq!(done.code, Some(3), "{}", done.stderr);
    let said = done.stderr.split("error: ").nth(1).unwrap_or_default();
    assert!(said.starts_with("the run diverged at update "), "{}", done.stderr);
    for part in [culprit, ", step 0: ", "neuron ", "help: lower the learning rate"] {
        assert!(said.contains(part), "{part} is not in {said}");
    }
    let summary: Value = serde_json::from_slice(&place.read("out/summary.json")).unwrap();
    let printed: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!(summary, printed);
    assert!(culprit.contains(summary["diverged"]["buffer"].as_str().unwrap()), "{summary}");
    assert_eq!(summary["interrupted"], false);
    let metrics = String::from_utf8(place.read("out/metrics.jsonl")).unwrap();
    let first: Value = serde_json::from_str(metrics.lines().next().unwrap()).unwrap();
    assert!(first["test"]["loss"].is_f64(), "{first}");
}

#[test]
fn a_learning_rate_that_is_too_large_stops_the_run_and_names_the_neuron() {
    let circuit = edited(&[("credit:", "plasticity: plasticity(optimizer: sgd(rate: 1e38)), credit:")]);
    diverges(circuit, "`learn.state.digit` is not finite at neuron ");
}

#[test]
fn noise_that_is_too_large_stops_the_run_and_names_the_synapse() {
    let circuit = edited(&[
        ("size: 16", "size: 16, activation: identity"),
        ("backprop", "manifold_noise(noise: noise(sigma: 1e38), manifold: pca(rank: 4))"),
        ("updates: 4", "updates: 400"),
    ]);
    diverges(circuit, "`weights.pixels_h1` is not finite from neuron ");
}
