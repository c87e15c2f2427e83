//! Fields that do not exist, of the wrong type, or out of range.

use crate::place::{Catalogue, Place, edited};

#[test]
fn every_registry_names_what_it_knows_and_the_nearest_name() {
    let place = Place::new();
    let mut said = Catalogue::default();
    let manifold = |inside: &str| edited(&[("credit: backprop", &format!("credit: manifold_noise({inside})"))]);
    let plasticity = |inside: &str| edited(&[("credit:", &format!("plasticity: plasticity({inside}), credit:"))]);
    for (what, text) in [
        ("circuit field", edited(&[("task:", "taks:")])),
        ("task", edited(&[("task: digits", "task: digit")])),
        ("neuron", edited(&[("rate(size: 16)", "spiking(size: 16)")])),
        ("neuron field", edited(&[("size: 16", "sise: 16")])),
        ("field of what has none", edited(&[("input", "input(size: 64)")])),
        ("activation", edited(&[("identity", "identitiy")])),
        ("projection field", edited(&[("to: \"h1\"", "too: \"h1\"")])),
        ("storage", edited(&[("to: \"h1\"", "to: \"h1\", storage: bf16")])),
        ("connectivity", edited(&[("to: \"h1\"", "to: \"h1\", connectivity: probablity(p: 0.1)")])),
        ("profile", edited(&[("to: \"h1\"", "to: \"h1\", connectivity: ring(profile: gausian)")])),
        ("weights", edited(&[("to: \"h1\"", "to: \"h1\", weights: xaviar")])),
        ("credit", edited(&[("credit: backprop", "credit: backporp")])),
        ("manifold", manifold("manifold: pac(rank: 4)")),
        ("noise", manifold("noise: noise(sigmma: 0.1)")),
        ("draws", manifold("noise: noise(draws: gausian)")),
        ("feedback", manifold("feedback: running_maen")),
        ("optimizer", plasticity("optimizer: adamw")),
        ("schedule", plasticity("schedule: cosin")),
        ("rule", plasticity("rule: hebb")),
        ("loss", edited(&[("credit:", "loss: crossentropy, credit:")])),
        ("form", edited(&[("size: 16", "size: 16, form: voltge")])),
        ("run field", edited(&[("updates: 4", "update: 4")])),
        ("probe field", edited(&[("credit:", "probes: [(popluation: \"h1\")], credit:")])),
    ] {
        said.refused(what, place.check(text));
    }
    insta::assert_snapshot!(said.text());
}

#[test]
fn a_value_of_the_wrong_kind_or_size_is_told_what_is_legal() {
    let place = Place::new();
    let mut said = Catalogue::default();
    let size = |value: &str| edited(&[("size: 16", &format!("size: {value}"))]);
    let seed = |value: &str| edited(&[("task:", &format!("seed: {value}, task:"))]);
    let h1 = |inside: &str| edited(&[("size: 16", &format!("size: 16, {inside}"))]);
    for (what, text) in [
        ("fraction of a neuron", size("3.5")),
        ("no neurons", size("0")),
        ("negative size", size("-4")),
        ("size as text", size("\"16\"")),
        ("size beyond 64 bits", size("99999999999999999999")),
        ("negative seed", seed("-1")),
        ("seed beyond 64 bits", seed("18446744073709551616")),
        ("wrong unit", h1("tau: \"20 mV\"")),
        ("not a quantity", h1("tau: \"fast\"")),
        ("negative tau", h1("tau: -20.0")),
        ("number beyond float64", h1("bias: 1e999")),
        ("not a number", h1("bias: NaN")),
        ("infinite", h1("bias: inf")),
        ("number for a record", h1("activation: 3")),
        ("text for a word", h1("activation: \"tanh\"")),
        ("word for a text", edited(&[("from: \"h1\"", "from: h1")])),
        ("word for a truth value", edited(&[("to: \"h1\"", "to: \"h1\", plastic: yes")])),
        (
            "list for a map",
            edited(&[("populations: {", "populations: ["), ("},\n    proj", "],\n    proj")])
                .replace("\"pixels\": ", "")
                .replace("\"h1\": ", "")
                .replace("\"digit\": ", ""),
        ),
        (
            "map for a list",
            edited(&[("projections: [", "projections: {\"a\":"), ("],", "},")])
                .replace("        (from: \"h1\", to: \"digit\"),\n", ""),
        ),
        ("no replicas", edited(&[("replicas: 32", "replicas: 0")])),
        ("too many replicas", edited(&[("replicas: 32", "replicas: 100000")])),
        ("no passes", edited(&[("updates: 4", "epochs: 0.0")])),
        ("missing task", edited(&[("    task: digits,\n", "")])),
        ("field twice", h1("size: 17")),
        ("population twice", edited(&[("\"digit\": rate", "\"h1\": rate(size: 3),\n        \"digit\": rate")])),
        ("population without a name", edited(&[("\"h1\": rate", "\"\": rate")])),
        ("population named like a path", edited(&[("\"h1\": rate", "\"../h1\": rate")])),
        ("circuit named like a path", edited(&[("task:", "name: \"../../elsewhere\", task:")])),
    ] {
        said.refused(what, place.check(text));
    }
    insta::assert_snapshot!(said.text());
}

#[test]
fn everything_wrong_with_a_file_is_reported_at_once() {
    let place = Place::new();
    let done = place.check(edited(&[
        ("size: 16", "size: 3.5, tau: \"2 mV\""),
        ("to: \"h1\"", "to: \"h3\""),
        ("backprop", "backporp"),
        ("replicas: 32", "replicas: 0"),
    ]));
    let paths = ["populations.h1.size", "populations.h1.tau", "projections.0.to", "credit", "run.replicas"];
    for path in paths {
        assert!(done.stderr.contains(&format!("error: {path}: ")), "{path}: {}", done.stderr);
    }
    assert!(done.stderr.ends_with("\n5 problems found"), "{}", done.stderr);
}

#[test]
fn the_largest_seed_is_a_seed() {
    let place = Place::new();
    let done = place.check(edited(&[("task:", "seed: 18446744073709551615, task:")]));
    assert_eq!(done.code, Some(0), "{}", done.stderr);
}
