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

#[test]
fn a_trial_that_diverges_at_its_eighth_step_names_that_step() {
    // One neuron, 1000 times as far from 0 at every step: 10²¹ after step 7, the square of which no loss can hold.
    let circuit = "Circuit(
        task: flip_flop(bits: 1, probability: 0.0, duration: 20.0),
        populations: {\"x\": input, \"h\": rate(size: 1, activation: identity), \"y\": rate(size: 1, activation: identity)},
        projections: [
            (from: \"x\", to: \"h\", weights: constant(value: 1.0)),
            (from: \"h\", to: \"h\", delay: 1, weights: constant(value: 1000.0)),
            (from: \"h\", to: \"y\", weights: constant(value: 1.0)),
        ],
        credit: direct_feedback, plasticity: plasticity(timing: TIMING),
        run: run(replicas: 2, updates: 9),
    )";
    for timing in ["per_trial", "online"] {
        let place = Place::new();
        let circuit = circuit.replace("TIMING", &format!("{timing}, optimizer: sgd(rate: 0.0)"));
        place.put("circuit.ron", circuit);
        let done = place.run(&["run", "circuit.ron", "--out", "out", "--json"]);
        assert_eq!(done.code, Some(3), "{timing}: {}", done.stderr);
        let said = "the run diverged at update 0, step 7: `learn.loss` is not finite at neuron 0 of replica ";
        assert!(done.stderr.contains(said), "{timing}: {}", done.stderr);
        let summary: Value = serde_json::from_slice(&place.read("out/summary.json")).unwrap();
        assert_eq!(summary["diverged"]["step"], 7, "{timing}: {summary}");
        assert!(!place.path().join("out/checkpoint.safetensors").exists(), "{timing}: nothing to go on from");
    }
}
