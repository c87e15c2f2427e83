//! `check` goes through all that a run goes through before its first step: what one refuses, the other does, in the same words.

use crate::place::{Catalogue, Place, edited};

#[test]
fn what_a_run_refuses_check_has_refused() {
    let place = Place::new();
    let mut said = Catalogue::default();
    let weights = |weights: &str| edited(&[("to: \"h1\"", &format!("to: \"h1\", weights: {weights}"))]);
    let probe = |inside: &str, updates: &str| {
        edited(&[("credit:", &format!("probes: [({inside})],\n    credit:")), ("updates: 4", updates)])
    };
    for (what, text) in [
        ("data that are not there", edited(&[("task: digits", "task: mnist")])),
        ("data of a sequence", edited(&[("task: digits", "task: sequential(data: mnist)")])),
        ("weights between 0 and 0", weights("uniform(low: 0.0, high: 0.0)")),
        ("weights between bounds in the wrong order", weights("uniform(low: 0.5, high: -0.5)")),
        ("weights beyond single precision", weights("normal(std: 1e39)")),
        ("a weight beyond single precision", weights("constant(value: -1e39)")),
        ("a weight file that is not there", weights("from_file(path: \"nowhere.npy\")")),
        ("a probe after the last epoch", probe("population: \"h1\", from: 100000", "epochs: 1.0")),
        ("a probe of what credit does not have", probe("population: \"h1\", variable: \"basis\"", "updates: 4")),
        ("a circuit beyond memory", edited(&[("size: 16", "size: 16000000"), ("replicas: 32", "replicas: 65536")])),
        (
            "several at once",
            weights("normal(std: 1e42)")
                .replace("task: digits", "task: mnist")
                .replace("to: \"digit\"", "to: \"digit\", weights: from_file(path: \"no.npy\")"),
        ),
    ] {
        let checked = place.check(&text);
        let ran = place.run(&["run", "circuit.ron", "--out", "out"]);
        assert_eq!((ran.code, &ran.stderr), (Some(2), &checked.stderr), "{what}");
        assert!(!place.path().join("out").exists(), "{what}: a run that cannot begin leaves no folder");
        let compared = place.run(&["compare", "circuit.ron", "--credit", "frozen", "--out", "out"]);
        assert_eq!(compared.code, Some(2), "{what}: {}", compared.stderr);
        assert!(!place.path().join("out").exists(), "{what}: nor does a comparison");
        said.refused(what, checked);
    }
    insta::assert_snapshot!(said.text());
}

#[test]
fn check_looks_for_data_where_it_is_told_to() {
    let place = Place::new();
    let no_folder = place.run(&["check", "good.ron", "--data-dir", "nowhere"]);
    assert!(no_folder.code == Some(2) && no_folder.stderr.contains("--data-dir nowhere is no folder"));
    std::fs::create_dir(place.path().join("data")).unwrap();
    place.put("circuit.ron", edited(&[("task: digits", "task: mnist")]));
    let done = place.run(&["check", "circuit.ron", "--data-dir", "data"]);
    assert!(done.code == Some(2) && done.stderr.contains("circuit.ron:2:11"), "{}", done.stderr);
    assert!(done.stderr.contains("data/mnist: no such folder"), "{}", done.stderr);
    let gpu = place.run(&["check", "good.ron", "--device", "cuda:77"]);
    assert!(gpu.code == Some(2) && !gpu.stderr.is_empty(), "{}", gpu.stderr);
}

#[test]
fn a_problem_that_only_the_run_meets_is_shown_in_the_override_that_made_it() {
    let place = Place::new();
    for command in [&["check", "good.ron"][..], &["run", "good.ron", "--out", "out"]] {
        let done =
            place.run(&[command, &["--set", "projections.h1_digit.weights=from_file(path: \"no.npy\")"]].concat());
        assert_eq!(done.code, Some(2));
        assert!(done.stderr.contains("--> --set projections.h1_digit.weights="), "{}", done.stderr);
    }
}

#[test]
fn check_says_whether_a_run_may_have_its_folder() {
    let place = Place::new();
    place.put("taken/notes.txt", "mine");
    place.put("file", "mine");
    for out in ["taken", "file", "file/out", "."] {
        let checked = place.run(&["check", "good.ron", "--out", out]);
        let ran = place.run(&["run", "good.ron", "--out", out]);
        assert_eq!((checked.code, &checked.stderr), (Some(2), &ran.stderr), "{out}");
    }
    let done = place.run(&["check", "good.ron", "--out", "new/folder"]);
    assert!(done.code == Some(0) && !place.path().join("new").exists(), "{}", done.stderr);
    place.put("runs", "a file where the folders of runs go");
    let [checked, ran] = ["check", "run"].map(|command| place.run(&[command, "good.ron"]));
    assert_eq!((checked.code, &checked.stderr), (Some(2), &ran.stderr));
}
