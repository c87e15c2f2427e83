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
    let circuit = edited(&[
        ("credit:", "plasticity: plasticity(optimizer: sgd(rate: 1e38)), credit:"),
        ("updates: 4", "updates: 4, evaluate_every: 4"),
    ]);
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
    // One neuron, 1000 times as far from 0 at every step: 10²¹ after step 7, the square of which no loss can hold. It is driven
    // away by its input, on test trials too, or by noise of about 1, in learning alone.
    let circuit = "Circuit(
        task: flip_flop(bits: 1, probability: 0.0, duration: 20.0),
        populations: {\"x\": input, \"h\": rate(size: 1, activation: identity), \"y\": rate(size: 1, activation: identity)},
        projections: [
            (from: \"x\", to: \"h\", weights: constant(value: INPUT)),
            (from: \"h\", to: \"h\", delay: 1, weights: constant(value: 1000.0)),
            (from: \"h\", to: \"y\", weights: constant(value: 1.0)),
        ],
        credit: CREDIT, plasticity: plasticity(timing: TIMING, optimizer: sgd(rate: 0.0)),
        run: run(replicas: 2, updates: 9),
    )";
    let noise = "vanilla_noise(noise: noise(sigma: 1.0))";
    for (input, credit, evaluating) in [("1.0", "direct_feedback", true), ("0.0", noise, false)] {
        for timing in ["per_trial", "online"] {
            let place = Place::new();
            let circuit = circuit.replace("INPUT", input).replace("CREDIT", credit).replace("TIMING", timing);
            place.put("circuit.ron", circuit);
            let done = place.run(&["run", "circuit.ron", "--out", "out", "--json"]);
            assert_eq!(done.code, Some(3), "{credit}, {timing}: {}", done.stderr);
            let (whose, loss) = if evaluating { (" of a test trial", "evaluate") } else { ("", "learn") };
            let said =
                format!("the run diverged at update 0, step 7{whose}: `{loss}.loss` is not finite at neuron 0 of");
            assert!(done.stderr.contains(&said), "{credit}, {timing}: {}", done.stderr);
            let summary: Value = serde_json::from_slice(&place.read("out/summary.json")).unwrap();
            assert_eq!(summary["diverged"]["step"], 7, "{credit}, {timing}: {summary}");
            assert_eq!(summary["diverged"]["evaluating"], evaluating, "{credit}, {timing}: {summary}");
            let nothing = !place.path().join("out/checkpoint.safetensors").exists();
            assert!(nothing, "{credit}, {timing}: nothing to go on from");
        }
    }
}

/// A linear circuit that answers a linear teacher.
fn linear(weights: &str, updates: u64) -> String {
    format!(
        "Circuit(
            task: teacher(inputs: 8, outputs: 2),
            populations: {{ \"x\": input, \"h\": rate(size: 4, activation: identity), \"y\": rate(size: 2, activation: identity) }},
            projections: [(from: \"x\", to: \"h\", weights: {weights}), (from: \"h\", to: \"y\", weights: constant(value: 1.0))],
            credit: backprop,
            plasticity: plasticity(optimizer: sgd(rate: 1e30)),
            run: run(replicas: 4, updates: {updates}, evaluate_trials: 8),
        )"
    )
}

#[test]
fn a_last_evaluation_that_is_not_finite_is_no_end_of_a_run() {
    let place = Place::new();
    place.put("circuit.ron", linear("normal(std: 0.1)", 1));
    let done = place.run(&["run", "circuit.ron", "--out", "out"]);
    assert_eq!(done.code, Some(3), "{}{}", done.stdout, done.stderr);
    assert!(done.stderr.contains("error: the run diverged at update 1, step 0 of a test trial: `"), "{}", done.stderr);
    assert!(done.stdout.contains("diverged after 1 updates") && !done.stdout.contains("done"), "{}", done.stdout);
    let summary: Value = serde_json::from_slice(&place.read("out/summary.json")).unwrap();
    assert_eq!((&summary["diverged"]["evaluating"], &summary["diverged"]["update"]), (&true.into(), &1.into()));
    for measured in ["train", "test"] {
        assert_eq!(
            (&summary[measured]["loss"], &summary[measured]["score"]),
            (&Value::Null, &Value::Null),
            "{summary}"
        );
    }
    assert_eq!(place.read("out/metrics.jsonl").iter().filter(|byte| **byte == b'\n').count(), 1);
    assert!(
        !place.path().join("out/checkpoint.safetensors").exists() && !place.path().join("out/analysis.json").exists()
    );
    let page = String::from_utf8(place.read("out/report.html")).unwrap();
    assert!(page.contains("The run diverged at update 1") && !page.contains(">test score<"));
}

#[test]
fn a_first_evaluation_that_is_not_finite_is_divergence_before_any_update() {
    let place = Place::new();
    place.put("circuit.ron", linear("constant(value: 1e30)", 9));
    let done = place.run(&["run", "circuit.ron", "--out", "out", "--json"]);
    assert_eq!(done.code, Some(3), "{}", done.stderr);
    let summary: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!((&summary["diverged"]["evaluating"], &summary["steps"]), (&true.into(), &0.into()), "{summary}");
    assert!(!place.path().join("out/metrics.jsonl").exists());
}

#[test]
fn weights_beyond_all_numbers_are_divergence_where_saturated_neurons_hide_them() {
    // A step function answers the same however large its input is, and no test trial tells.
    let place = Place::new();
    let circuit = linear("normal(std: 0.1)", 3).replace("size: 4, activation: identity", "size: 4, activation: tanh");
    let circuit = circuit.replace("to: \"h\", weights: normal(std: 0.1)", "to: \"h\"");
    place.put("circuit.ron", circuit.replace("rate: 1e30", "rate: 3e38"));
    let done = place.run(&["run", "circuit.ron", "--out", "out", "--json"]);
    assert_eq!(done.code, Some(3), "{}{}", done.stdout, done.stderr);
    assert!(!place.path().join("out/checkpoint.safetensors").exists());
}

#[test]
fn what_is_resumed_at_its_end_is_evaluated_before_it_is_called_done() {
    let place = Place::new();
    place.put("circuit.ron", linear("normal(std: 0.1)", 1).replace("1e30", "1e-3"));
    assert_eq!(place.run(&["run", "circuit.ron", "--out", "out", "--quiet"]).code, Some(0));
    let before: Value = serde_json::from_slice(&place.read("out/summary.json")).unwrap();
    let whole = place.read("out/metrics.jsonl");
    // As a run leaves it that is killed between its checkpoint and its last line.
    let first = whole.split_inclusive(|byte| *byte == b'\n').next().unwrap();
    place.put("out/metrics.jsonl", first);
    let done = place.run(&["run", "--resume", "out", "--json"]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    let again: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!((&again["test"], again["steps"].as_u64()), (&before["test"], Some(1)));

    // Weights that are finite, of a checkpoint that an older version wrote.
    let mut bytes = place.read("out/checkpoint.safetensors");
    let header = 8 + u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
    bytes[header..].as_chunks_mut::<4>().0.iter_mut().for_each(|x| *x = 1e30_f32.to_le_bytes());
    // Older versions wrote no checksum.
    let key = b"trifactor.crc32";
    let at = bytes[..header].windows(key.len()).position(|found| found == key).unwrap();
    bytes[at..at + key.len()].copy_from_slice(b"trifactor.other");
    place.put("old.safetensors", bytes);
    let done = place.run(&["run", "circuit.ron", "--resume", "old.safetensors", "--out", "old", "--json"]);
    assert_eq!(done.code, Some(3), "{}{}", done.stdout, done.stderr);
    let summary: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!((&summary["diverged"]["evaluating"], &summary["test"]["score"]), (&true.into(), &Value::Null));
    // The same weights, looked at.
    let done =
        place.run(&["analyse", "old.safetensors", "--circuit", "circuit.ron", "--out", "a.json", "--robustness"]);
    assert_eq!((done.code, done.stdout.as_str()), (Some(3), ""), "{}", done.stderr);
    assert!(!place.path().join("a.json").exists());
}

#[test]
fn a_comparison_counts_what_diverged_and_shows_no_score_of_it() {
    let place = Place::new();
    place.put("circuit.ron", linear("normal(std: 0.1)", 1));
    let rates = ["--vary", "plasticity.optimizer.rate=1e-3,1e30", "--seeds", "2", "--criterion", "0"];
    let done = place.run(&[&["compare", "circuit.ron", "--out", "all"], &rates[..]].concat());
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    assert_eq!(done.stderr.matches("rate=1e30 seed ").count(), 2, "{}", done.stderr);
    assert_eq!(done.stderr.matches(": diverged at update 1, step 0 of a test trial").count(), 2, "{}", done.stderr);
    let line = done.stdout.lines().find(|line| line.contains("rate=1e30")).unwrap();
    let cells: Vec<&str> = line.split_whitespace().skip(2).collect();
    assert_eq!(cells[..6], ["–", "–", "–", "2", "–", "(0/2)"], "{line}");
    let document: Value = serde_json::from_slice(&place.read("all/compare.json")).unwrap();
    let [sound, diverged] = [0, 1].map(|i| &document["rows"][i]);
    assert!(sound["median"].is_f64() && sound["diverged"] == 0, "{sound}");
    assert_eq!((&diverged["median"], &diverged["diverged"]), (&Value::Null, &2.into()), "{diverged}");
    assert_eq!(diverged["scores"], serde_json::json!([null, null]));
    assert_eq!(diverged["trials_to_criterion"], serde_json::json!([null, null]));

    let sizes = ["--size", "h=2,3", "--seeds", "1", "--no-figures"];
    let done = place.run(&[&["scale", "circuit.ron", "--out", "grown"], &sizes[..]].concat());
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    let said = "Runs that diverged, and count for no number: 2 backprop seed 1; 3 backprop seed 1.";
    let page = String::from_utf8(place.read("grown/report.html")).unwrap();
    assert!(done.stdout.contains(said) && page.contains(said), "{}", done.stdout);
    let document: Value = serde_json::from_slice(&place.read("grown/scale.json")).unwrap();
    for row in document["rows"].as_array().unwrap() {
        assert_eq!(
            (&row["score"], &row["step_us"], &row["diverged"]["update"]),
            (&Value::Null, &Value::Null, &1.into())
        );
    }
}

#[test]
fn trials_that_only_the_analysis_sees_are_evaluated_too() {
    let place = Place::new();
    // The loss of a trial is in proportion to the square of the sum of its inputs: of 128 trials the largest is far above that
    // of the first eight.
    let circuit = linear("constant(value: 8e17)", 1).replace("backprop", "frozen").replace("1e30", "0.0");
    let circuit = circuit.replace("evaluate_trials: 8", "evaluate_trials: 8, measure_every: 1");
    place.put("circuit.ron", circuit);
    let done = place.run(&["run", "circuit.ron", "--out", "out", "--json"]);
    assert_eq!(place.read("out/metrics.jsonl").iter().filter(|byte| **byte == b'\n').count(), 2, "{}", done.stderr);
    assert_eq!(done.code, Some(3), "{}{}", done.stdout, done.stderr);
    let printed: Value = serde_json::from_str(&done.stdout).unwrap();
    let written: Value = serde_json::from_slice(&place.read("out/summary.json")).unwrap();
    assert_eq!(printed, written);
    assert_eq!((&written["diverged"]["evaluating"], &written["test"]["loss"]), (&true.into(), &Value::Null));
    let done = place.run(&["compare", "circuit.ron", "--credit", "frozen", "--seeds", "1", "--out", "all", "--json"]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    let document: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!(document["rows"][0]["diverged"], 1, "{document}");
}
