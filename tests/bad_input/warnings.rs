//! What is legal, but hardly meant: said by `check` and at the start of a run, and no reason to stop.

use crate::place::{Catalogue, GOOD, Place, edited};

/// [`GOOD`] with a trial of ten steps.
fn ten_steps(edits: &[(&str, &str)]) -> String {
    edited(&[&[("task: digits", "task: digits(duration: \"10 ms\")")], edits].concat())
}

fn recurrent(delay: usize) -> (&'static str, String) {
    ("\"digit\"),", format!("\"digit\"),\n        (from: \"h1\", to: \"h1\", delay: {delay}),"))
}

#[test]
fn what_does_nothing_or_drowns_is_said_with_its_number() {
    let place = Place::new();
    let mut said = Catalogue::default();
    let credit = |credit: &str| edited(&[("credit: backprop", &format!("credit: {credit}"))]);
    let warm_up = |at: &str, updates: u64| {
        let plasticity = format!("plasticity: plasticity(schedule: cosine(warmup: {updates}))");
        edited(&[(at, &format!("{at} {plasticity},"))])
    };
    let (at, delayed) = recurrent(10);
    for (what, text) in [
        ("delay of a whole trial", ten_steps(&[(at, &delayed)])),
        ("delay in a trial of one step", edited(&[(at, &recurrent(1).1)])),
        ("delay that only learning bridges", ten_steps(&[(at, &delayed), ("updates: 4", "updates: 4, reset: never")])),
        ("warm-up of the whole run", warm_up("credit: backprop,", 4)),
        ("warm-up of a projection", warm_up("from: \"h1\",", 400)),
        ("noise below rounding", credit("manifold_noise(noise: noise(sigma: 1e-8), manifold: pca(rank: 4))")),
        ("noise of a few directions' energy", credit("vanilla_noise(noise: noise(sigma: 2e-6), energy_of_rank: 1)")),
        ("noise on weights", credit("weight_perturbation(sigma: 1e-7)")),
        ("tau that single precision does not move", ten_steps(&[("size: 16", "size: 16, tau: \"1e8 s\"")])),
        ("the slowest of some", ten_steps(&[("size: 16", "size: 16, tau: log_uniform(10.0, 1e12)")])),
    ] {
        said.warned(what, place.check(text));
    }
    insta::assert_snapshot!(said.text());
}

#[test]
fn what_is_just_enough_is_not_warned_of() {
    let place = Place::new();
    for text in [
        GOOD.to_string(),
        ten_steps(&[("\"digit\"),", &recurrent(9).1), ("size: 16", "size: 16, tau: \"1000 s\"")]),
        edited(&[("credit: backprop", "plasticity: plasticity(schedule: cosine(warmup: 3)), credit: backprop")]),
        edited(&[("backprop", "vanilla_noise(noise: noise(sigma: 2e-6))")]),
        edited(&[("updates: 4", "updates: 0"), ("backprop", "frozen")]),
    ] {
        let done = place.check(text);
        assert_eq!((done.code, done.stderr.as_str()), (Some(0), ""));
    }
}

#[test]
fn a_run_says_what_check_says_and_goes_on() {
    let place = Place::new();
    let sets = ["--set", "plasticity.schedule=cosine(warmup: 100)"];
    let checked = place.run(&[&["check", "good.ron"], &sets[..]].concat());
    let ran = place.run(&[&["run", "good.ron", "--out", "out", "--no-report"], &sets[..]].concat());
    assert!(checked.stderr.starts_with("warning: plasticity.schedule.warmup: "), "{}", checked.stderr);
    assert!(ran.stderr.starts_with(checked.stderr.trim_end()), "{}", ran.stderr);
    assert_eq!(ran.code, Some(0));
    let quiet = place.run(&[&["run", "good.ron", "--out", "quiet", "--no-report", "--quiet"], &sets[..]].concat());
    assert_eq!((quiet.code, quiet.stderr.as_str()), (Some(0), ""));
    let several = ["compare", "good.ron", "--credit", "backprop,frozen", "--seeds", "2", "--out", "all", "--no-report"];
    let compared = place.run(&[&several[..], &sets].concat());
    assert_eq!(compared.stderr.matches("warning: ").count(), 1, "{}", compared.stderr);
}

#[test]
fn warnings_stand_beside_the_problems_in_json() {
    let place = Place::new();
    let sets = ["--set", "plasticity.schedule=cosine(warmup: 100)"];
    let done = place.run(&[&["check", "good.ron", "--json"], &sets[..]].concat());
    let document: serde_json::Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!((&document["ok"], done.stderr.as_str()), (&true.into(), ""));
    let warning = &document["warnings"][0];
    assert_eq!(warning["path"], "plasticity.schedule.warmup");
    assert_eq!(warning["file"], "--set plasticity.schedule=cosine(warmup: 100)");
    assert!(warning["message"].as_str().unwrap().contains("100 updates"), "{warning}");
}
