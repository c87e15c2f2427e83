//! Circuits and files that are too large: refused before anything is allocated.

use crate::place::{Catalogue, GOOD, Place, edited};

#[test]
fn a_circuit_that_does_not_fit_is_refused_before_it_is_allocated() {
    let place = Place::new();
    let mut said = Catalogue::default();
    let all = |size: &str| {
        edited(&[
            ("\"h1\": rate(size: 16)", &format!("\"h1\": rate(size: {size}), \"h2\": rate(size: {size})")),
            ("(from: \"h1\", to: \"digit\")", "(from: \"h1\", to: \"h2\"), (from: \"h2\", to: \"digit\")"),
        ])
    };
    let sparse = |size: &str, fields: &str| all(size).replace("to: \"h2\"", &format!("to: \"h2\", {fields}"));
    let simulated = |duration: &str| {
        edited(&[
            ("task: digits", &format!("task: pulse(inputs: 16000000, duration: \"{duration}\")")),
            ("replicas: 32", "replicas: 65536"),
            ("evaluate_trials: 32, ", ""),
        ])
    };
    for (what, text) in [
        ("a thousand million neurons", edited(&[("size: 16", "size: 1000000000")])),
        ("10⁹ × 10⁹", all("1000000000")),
        ("all that is legal", all("16777216")),
        ("synapses that cannot be numbered", sparse("16777216", "connectivity: probability(p: 0.1)")),
        ("bytes beyond 64 bits", simulated("4000000 s")),
        ("too many steps", simulated("1e15 s")),
        ("inputs beyond any population", edited(&[("task: digits", "task: pulse(inputs: 18446744073709551615)")])),
        (
            "draws beyond any memory",
            edited(&[
                ("backprop", "manifold_noise(noise: noise(per_sample: 65536))"),
                ("size: 16", "size: 16777216"),
                ("replicas: 32", "replicas: 65536"),
            ]),
        ),
        ("too many draws", edited(&[("backprop", "vanilla_noise(noise: noise(per_sample: 18446744073709551615))")])),
    ] {
        said.refused(what, place.check(text));
    }
    insta::assert_snapshot!(said.text());
}

#[test]
fn a_file_of_ten_million_bytes_is_answered() {
    let many = |piece: &dyn Fn(usize) -> String| (0..150_000).map(piece).collect::<String>();
    let place = Place::new();
    for (what, text) in [
        (
            "populations",
            edited(&[("\"digit\": ", &(many(&|i| format!("\"p{i}\": rate(size: 3), \n")) + "\"digit\": "))]),
        ),
        (
            "wrong projections",
            edited(&[("(from: \"h1\"", &(many(&|i| format!("(from: \"q{i}\", to: \"h1\"),\n")) + "(from: \"h1\""))]),
        ),
        ("unknown fields", edited(&[("task:", &(many(&|i| format!("field{i}: (a: [1, 2]),\n")) + "task:"))])),
        (
            "one long line",
            edited(&[("size: 16", &format!("size: 0, {}", many(&|i| format!("a{i}: \"abcdefghij\", "))))]),
        ),
        (
            "a long list",
            edited(&[(
                "credit:",
                &format!("probes: [{}], credit:", many(&|_| "(population: \"h1\", variable: \"v\"), ".into())),
            )]),
        ),
        ("unclosed brackets", GOOD.to_string() + &"(".repeat(10_000_000)),
        ("a long comment", format!("/*{}", "/*".repeat(5_000_000))),
        ("a long text", edited(&[("task:", &format!("name: \"{}\", task:", "x".repeat(10_000_000)))])),
    ] {
        let done = place.check(&text);
        assert_eq!(done.code, Some(2), "{what}: {}", &done.stderr[..done.stderr.len().min(2000)]);
    }
}

#[test]
fn many_problems_are_counted_and_the_first_hundred_shown() {
    let place = Place::new();
    let fields: String = (0..250).map(|i| format!("field{i}: 1,\n")).collect();
    let done = place.check(edited(&[("task:", &(fields + "task:"))]));
    assert!(done.stderr.ends_with("\n250 problems found; the first 100 are shown"), "{}", done.stderr);
    assert_eq!(done.stderr.matches("error: ").count(), 100);
}
