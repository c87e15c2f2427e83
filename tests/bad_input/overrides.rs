//! `--set`: as clear as the file itself.

use crate::place::{Catalogue, Place, edited};

#[test]
fn an_override_that_cannot_be_applied_is_refused_in_its_own_text() {
    let place = Place::new();
    let mut said = Catalogue::default();
    for (what, sets) in [
        ("no =", &["seed"][..]),
        ("no value", &["seed="]),
        ("no path", &["=3"]),
        ("empty step", &["populations..size=3"]),
        ("unknown field", &["run.replica=3"]),
        ("unknown circuit field", &["sead=3"]),
        ("unknown population", &["populations.h3.size=3"]),
        ("place beyond the list", &["projections.2.plastic=false"]),
        ("field of a number", &["seed.low=3"]),
        ("wrong type", &["populations.h1.size=many"]),
        ("not RON", &["run.updates=[4"]),
        ("several at once", &["run.replicas=0", "populations.h1.activation=tahn", "seed=-1"]),
        ("wrong together", &["seed=7", "populations.digit.size=9"]),
    ] {
        let arguments: Vec<&str> =
            ["check", "good.ron"].into_iter().chain(sets.iter().flat_map(|set| ["--set", set])).collect();
        said.refused(what, place.run(&arguments));
    }
    insta::assert_snapshot!(said.text());
}

#[test]
fn a_problem_of_the_file_keeps_its_place_when_other_fields_are_overridden() {
    let place = Place::new();
    place.put("circuit.ron", edited(&[("from: \"h1\"", "from: \"h2\"")]));
    let done = place.run(&["check", "circuit.ron", "--set", "seed=7", "--set", "run.replicas=8"]);
    assert!(done.stderr.contains("circuit.ron:10:16\n"), "{}", done.stderr);
}

#[test]
fn a_problem_of_an_override_is_not_shown_at_the_value_that_it_replaced() {
    let place = Place::new();
    place.put("circuit.ron", edited(&[("backprop", "manifold_noise(manifold: pca(rank: 4))")]));
    let done = place.run(&["check", "circuit.ron", "--set", "credit=manifold_noise", "--set", "populations.h1.size=8"]);
    assert!(done.stderr.contains("rank 16 is larger than population `h1`"), "{}", done.stderr);
    assert!(done.stderr.contains("--> --set credit=manifold_noise:1:8\n"), "{}", done.stderr);
}

#[test]
fn what_was_made_of_an_option_is_refused_in_the_words_of_the_user() {
    let place = Place::new();
    let mut said = Catalogue::default();
    place.put("own.ron", edited(&[("backprop", "manifold_noise(manifold: pca(rank: 8))")]));
    place.put("default.ron", edited(&[("    credit: backprop,\n", ""), ("size: 16", "size: 8")]));
    for arguments in [
        &["scale", "own.ron", "--size", "h1=4,16"][..],
        &["scale", "own.ron", "--size", "h1=16,4", "--credit", "random_subspace"],
        &["scale", "own.ron", "--size", "h1=100000000000"],
        &["compare", "own.ron", "--credit", "frozen,manifold_noise(manifold: pca(rank: 400))"],
        &["compare", "own.ron", "--credit", "random_subspace(rank: 3)"],
        &["compare", "own.ron", "--credit", "random_subspace(manifold: pca(rank: 400))"],
        &["compare", "own.ron", "--vary", "credit.manifold.rank=4,17"],
        &["compare", "own.ron", "--vary", "populations.h1.size=16,4"],
        &["run", "default.ron"],
    ] {
        let done = place.run(arguments);
        assert!(!done.stderr.contains("--set"), "{arguments:?}: {}", done.stderr);
        said.refused(&format!("trifactor {}", arguments.join(" ")), done);
    }
    insta::assert_snapshot!(said.text());
}
