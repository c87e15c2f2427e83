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
        ("unknown projection", &["projections.h1_digt.plastic=false"]),
        ("delay that the projection does not have", &["projections.pixels_h1_delay1.plastic=false"]),
        ("unknown field of a projection that is named", &["projections.h1_digit.plastik=false"]),
        ("two lengths of a run", &["run.epochs=2.0", "run.updates=3"]),
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

/// What `check` resolves these overrides of [`GOOD`](crate::place::GOOD) to.
fn resolved(place: &Place, file: &str, sets: &[&str]) -> String {
    let arguments = ["explain", file, "--resolved"].into_iter().chain(sets.iter().flat_map(|set| ["--set", set]));
    let done = place.run(&arguments.collect::<Vec<_>>());
    assert_eq!(done.code, Some(0), "{sets:?}: {}", done.stderr);
    done.stdout
}

#[test]
fn a_projection_is_changed_by_the_name_that_its_files_have() {
    let place = Place::new();
    let delayed = "\"digit\"),\n        (from: \"digit\", to: \"h1\", delay: 2),";
    let answers = ("credit:", "output: \"digit\", credit:");
    place.put(
        "recurrent.ron",
        edited(&[("\"digit\"),", delayed), answers, ("task: digits", "task: digits(duration: 4.0)")]),
    );
    for (name, at) in [("pixels_h1", 0), ("h1_digit", 1), ("digit_h1_delay2", 2)] {
        let [by_name, by_place] = [name.to_string(), at.to_string()]
            .map(|item| resolved(&place, "recurrent.ron", &[&format!("projections.{item}.plastic=false")]));
        assert_eq!(by_name, by_place);
        assert_eq!(by_name.matches("plastic: false").count(), 1, "{by_name}");
    }
    // The name is the one that the projection has when the override comes.
    let both = ["projections.digit_h1_delay2.delay=1", "projections.digit_h1_delay1.plastic=false"];
    assert!(resolved(&place, "recurrent.ron", &both).contains("plastic: false"));
}

#[test]
fn a_probe_is_changed_by_the_name_of_its_file_where_that_is_one_probe_s() {
    let place = Place::new();
    let probes = "probes: [(population: \"h1\"), (projection: \"h1_digit\"), (population: \"digit\"), (population: \"digit\", every: 2)],";
    place.put("probed.ron", edited(&[("credit:", &format!("{probes}\n    credit:"))]));
    let text = resolved(&place, "probed.ron", &["probes.h1_digit_weights.every=3"]);
    assert!(text.find("every: 3") > text.find("projection: \"h1_digit\""), "{text}");
    let done = place.run(&["check", "probed.ron", "--set", "probes.digit_activity.every=3"]);
    assert!(done.stderr.contains("several of the probes are called `digit_activity`"), "{}", done.stderr);
}

#[test]
fn the_field_that_is_given_takes_the_place_of_the_one_that_cannot_stand_beside_it() {
    let place = Place::new();
    place.put("epochs.ron", edited(&[("updates: 4", "epochs: 2.0")]));
    let text = resolved(&place, "epochs.ron", &["run.updates=7"]);
    assert!(text.contains("updates: 7") && text.contains("epochs: None"), "{text}");
    let text = resolved(&place, "good.ron", &["run.epochs=3.0"]);
    assert!(text.contains("epochs: 3.0") && text.contains("updates: None"), "{text}");
    // To take one away gives nothing.
    let text = resolved(&place, "epochs.ron", &["run.updates=None"]);
    assert!(text.contains("epochs: 2.0"), "{text}");
    place.put("probed.ron", edited(&[("credit:", "probes: [(population: \"h1\")],\n    credit:")]));
    let text = resolved(&place, "probed.ron", &["probes.0.projection=\"h1_digit\""]);
    assert!(text.contains("projection: \"h1_digit\"") && text.contains("population: None"), "{text}");
    // What a file says twice stays a mistake.
    place.put("both.ron", edited(&[("updates: 4", "updates: 4, epochs: 2.0")]));
    assert_eq!(place.run(&["check", "both.ron", "--set", "seed=3"]).code, Some(2));
}
