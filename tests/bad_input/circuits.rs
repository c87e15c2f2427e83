//! Circuits whose fields are right one by one, but not together.

use crate::place::{Catalogue, Place, edited};

#[test]
fn a_circuit_that_cannot_be_computed_or_taught_is_refused() {
    let place = Place::new();
    let mut said = Catalogue::default();
    let plus = |projection: &str| edited(&[("\"digit\"),", &format!("\"digit\"),\n        {projection},"))]);
    let probe = |inside: &str| edited(&[("credit:", &format!("probes: [({inside})],\n    credit:"))]);
    let h1 = |inside: &str| edited(&[("size: 16", &format!("size: 16, {inside}"))]);
    let online = |credit: &str| {
        let task = ("task: digits", "task: digits(duration: \"10 ms\")");
        edited(&[task, ("backprop", &format!("{credit}, plasticity: plasticity(timing: online)"))])
    };
    for (what, text) in [
        ("unknown population", edited(&[("from: \"h1\"", "from: \"h2\"")])),
        ("cycle without delay", plus("(from: \"digit\", to: \"h1\")")),
        ("population that projects to itself", plus("(from: \"h1\", to: \"h1\")")),
        ("projection twice", plus("(from: \"h1\", to: \"digit\")")),
        ("projection into the input", plus("(from: \"h1\", to: \"pixels\")")),
        (
            "half precision of sparse weights",
            edited(&[
                ("to: \"h1\"", "to: \"h1\", connectivity: probability(p: 0.5), plastic: false, storage: f16"),
                ("backprop", "frozen"),
            ]),
        ),
        ("half precision that learns", edited(&[("to: \"h1\"", "to: \"h1\", storage: f16")])),
        (
            "half precision under the exact gradient",
            edited(&[("to: \"h1\"", "to: \"h1\", plastic: false, storage: f16")]),
        ),
        ("two inputs", edited(&[("input,", "input,\n        \"sound\": input,")])),
        ("no input", edited(&[("input", "rate(size: 64)")])),
        (
            "population that nothing projects to",
            edited(&[("\"digit\": ", "\"h2\": rate(size: 4),\n        \"digit\": ")]),
        ),
        ("output of the wrong size", edited(&[("size: 10", "size: 9")])),
        ("output that does not exist", edited(&[("credit:", "output: \"digits\", credit:")])),
        ("output that is the input", edited(&[("credit:", "output: \"pixels\", credit:")])),
        (
            "output that projects onward",
            edited(&[("credit:", "output: \"h1\", credit:"), ("size: 16", "size: 10, activation: identity")]),
        ),
        (
            "no single output",
            edited(&[
                ("\"digit\"),", "\"digit\"),\n        (from: \"h1\", to: \"h2\"),"),
                ("\"digit\": ", "\"h2\": rate(size: 4),\n        \"digit\": "),
            ]),
        ),
        ("cross-entropy of a tanh", edited(&[("activation: identity", "activation: tanh")])),
        (
            "cross-entropy of numbers",
            edited(&[("task: digits", "task: teacher(outputs: 10)"), ("credit:", "loss: cross_entropy, credit:")]),
        ),
        (
            "cross-entropy of one number",
            edited(&[
                ("task: digits", "task: delayed_xor"),
                ("size: 10", "size: 1"),
                ("credit:", "loss: cross_entropy, credit:"),
            ]),
        ),
        ("more kicks than steps", edited(&[("backprop", "reward_modulated(kicks: 2000.0), dt: 1.0")])),
        ("rank larger than the population", edited(&[("backprop", "manifold_noise(manifold: pca(rank: 17))")])),
        ("tau shorter than an Euler step", h1("tau: 0.5, scheme: euler")),
        ("bounds of tau in the wrong order", h1("tau: uniform(20.0, \"10 ms\")")),
        ("a spread of tau with one bound", h1("tau: uniform(20.0)")),
        ("tau whose least is shorter than an Euler step", h1("tau: log_uniform(0.5, 20.0), scheme: euler")),
        ("weights that move before their third factor is there", online("backprop")),
        ("weights that move before their trial's loss is there", online("node_perturbation")),
        (
            "orthogonal draws that leak",
            edited(&[
                ("task: digits", "task: digits(duration: \"10 ms\")"),
                ("size: 16", "size: 16, tau: \"5 ms\""),
                ("backprop", "vanilla_noise(noise: noise(draws: orthogonal))"),
            ]),
        ),
        ("two rules for one population", plus("(from: \"pixels\", to: \"digit\", plasticity: plasticity(rule: rflo))")),
        ("epochs and updates", edited(&[("updates: 4", "updates: 4, epochs: 2.0")])),
        ("epochs of a task without end", edited(&[("task: digits", "task: teacher"), ("updates: 4", "epochs: 2.0")])),
        ("task parameters that do not fit", edited(&[("task: digits", "task: teacher(inputs: 4, rank: 5)")])),
        ("probe of an unknown population", probe("population: \"h3\"")),
        ("probe of an unknown variable", probe("population: \"h1\", variable: \"voltage\"")),
        ("probe that begins when the run has ended", probe("population: \"h1\", from: 100")),
        ("probe that ends before it begins", probe("population: \"h1\", from: 3, until: 3")),
        ("probe between two of its recordings", probe("population: \"h1\", every: 3, from: 1, until: 3")),
        ("probe of a first update after the last", probe("population: \"h1\", every: 5, from: 1")),
        ("probe of steps that no trial has", probe("population: \"h1\", first_step: 1")),
        ("probe of more replicas than run", probe("population: \"h1\", replicas: 33")),
        ("probe of nothing", probe("variable: \"activity\"")),
        ("probe of two things", probe("population: \"h1\", projection: \"pixels_h1\"")),
        ("probe of an unknown projection", probe("projection: \"pixel_h1\"")),
        ("probe of an unknown variable of a projection", probe("projection: \"pixels_h1\", variable: \"weight\"")),
        ("probe of what this credit does not have", probe("population: \"h1\", variable: \"feedback_weights\"")),
        ("probe of a manifold that is not tracked", probe("population: \"h1\", reduce: components")),
        ("probe that ends before it begins", probe("population: \"h1\", from: 3, until: 2")),
        ("probe of no step", probe("population: \"h1\", first_step: 1")),
        ("probe of what an input does not have", probe("population: \"pixels\", variable: \"state\"")),
        ("probe of what an input does not learn", probe("population: \"pixels\", variable: \"bias\"")),
        ("probe of weights at steps", probe("projection: \"pixels_h1\", first_step: 2")),
        ("probe of biases at steps", probe("population: \"h1\", variable: \"bias\", every_step: 2")),
        ("probe in no format", probe("population: \"h1\", format: npzz")),
    ] {
        said.refused(what, place.check(text));
    }
    insta::assert_snapshot!(said.text());
}

#[test]
fn connectivity_that_the_populations_do_not_allow_is_refused() {
    let place = Place::new();
    let mut said = Catalogue::default();
    let h1 = |fields: &str| edited(&[("to: \"h1\"", &format!("to: \"h1\", {fields}"))]);
    let itself = |fields: &str| {
        let projection =
            format!("\"digit\"),\n        (from: \"h1\", to: \"h1\", delay: 1, plastic: false, {fields}),");
        edited(&[
            ("\"digit\"),", &projection),
            ("task: digits", "task: pulse(inputs: 64)"),
            (", evaluate_trials: 32", ""),
        ])
    };
    for (what, text) in [
        ("probability without p", h1("connectivity: probability")),
        ("probability above 1", h1("connectivity: probability(p: 1.5)")),
        ("probability of 0", h1("connectivity: probability(p: 0.0)")),
        ("in-degree above the population", h1("connectivity: in_degree(k: 65)")),
        ("in-degree without itself", itself("connectivity: in_degree(k: 16), self_connections: false")),
        ("one to one of two sizes", h1("connectivity: one_to_one")),
        ("one to one without itself", itself("connectivity: one_to_one, self_connections: false")),
        ("more blocks than neurons", h1("connectivity: blocks(count: 17)")),
        ("blocks without a synapse", h1("connectivity: blocks(count: 4, within: 0.0)")),
        ("grid of 15", h1("connectivity: grid()").replace("size: 16", "size: 15")),
        (
            "flat ring that reaches nobody",
            itself("connectivity: ring(width: 0.01, profile: flat), self_connections: false"),
        ),
        ("two populations without self-connections", h1("self_connections: false")),
        ("orthogonal weights of some synapses", h1("connectivity: in_degree(k: 3), weights: orthogonal")),
    ] {
        said.refused(what, place.check(text));
    }
    insta::assert_snapshot!(said.text());
}

#[test]
fn signs_that_nothing_can_have_are_refused() {
    let place = Place::new();
    let mut said = Catalogue::default();
    let h1 = |inside: &str| edited(&[("size: 16", &format!("size: 16, {inside}"))]);
    for (what, text) in [
        ("unknown signs", h1("signs: exitatory")),
        ("signs of the input", edited(&[("input", "input(signs: excitatory)")])),
        ("signs of the output", edited(&[("size: 10", "size: 10, signs: mixed")])),
        ("no inhibitory neuron", h1("signs: mixed(inhibitory: 0.02)")),
        ("no excitatory neuron", h1("signs: mixed(inhibitory: 0.99)")),
        ("more than all", h1("signs: mixed(inhibitory: 1.5)")),
        (
            "nothing to balance",
            h1("signs: excitatory").replace("to: \"digit\"", "to: \"digit\", weights: balanced(g: 1.0)"),
        ),
    ] {
        said.refused(what, place.check(text));
    }
    insta::assert_snapshot!(said.text());
}

#[test]
fn projections_whose_names_would_be_the_same_are_refused() {
    let place = Place::new();
    let done = place.check(edited(&[
        ("\"h1\": rate(size: 16)", "\"a\": rate(size: 4), \"a_b\": rate(size: 4), \"b_digit\": rate(size: 4)"),
        ("(from: \"pixels\", to: \"h1\")", "(from: \"pixels\", to: \"a\"), (from: \"pixels\", to: \"a_b\")"),
        ("(from: \"h1\", to: \"digit\")", "(from: \"a\", to: \"b_digit\"), (from: \"a_b\", to: \"digit\")"),
        ("credit:", "output: \"digit\", credit:"),
    ]));
    assert_eq!(done.code, Some(2), "{}", done.stderr);
    assert!(done.stderr.contains("would both be called `a_b_digit`"), "{}", done.stderr);
}

#[test]
fn a_probe_that_would_begin_after_the_last_epoch_is_refused_before_the_run() {
    let place = Place::new();
    let probe = |from: u64| {
        let probe = format!("probes: [(population: \"h1\", from: {from})],\n    credit:");
        edited(&[("credit:", &probe), ("updates: 4", "epochs: 0.1")])
    };
    place.put("late.ron", probe(100_000));
    let done = place.run(&["run", "late.ron", "--out", "late"]);
    assert_eq!(done.code, Some(2), "{}", done.stderr);
    assert!(done.stderr.contains("would be 100000, but the run has "), "{}", done.stderr);
    assert!(!place.path().join("late").exists());
    place.put("early.ron", probe(1));
    let early = place.run(&["run", "early.ron", "--out", "early", "--quiet"]);
    assert_eq!(early.code, Some(0), "{}", early.stderr);
    // A run without updates records nothing by intention.
    let none = place.run(&[
        "run",
        "late.ron",
        "--out",
        "none",
        "--quiet",
        "--set",
        "run.epochs=None",
        "--set",
        "run.updates=0",
    ]);
    assert_eq!(none.code, Some(0), "{}", none.stderr);
}
