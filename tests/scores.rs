//! What a run says of its score: beside chance, of each kind of trial, and as it is.

mod common;

use std::path::Path;
use std::process::Command;
use trifactor::run::RunDocument;
use trifactor::run::document::{CompareDocument, Tested};

/// A recurrent circuit that has hardly learned.
const EVIDENCE: &str = r#"Circuit(
    dt: "50 ms",
    task: evidence(coherences: [0.1, 0.9], stimulus: "1 s"),
    populations: {
        "in": input,
        "mid": rate(size: 8, activation: tanh, tau: "100 ms"),
        "out": rate(size: 2, activation: identity),
    },
    projections: [(from: "in", to: "mid"), (from: "mid", to: "out")],
    credit: frozen,
    plasticity: plasticity(optimizer: sgd(rate: 0.0001)),
    run: run(replicas: 8, updates: 2, evaluate_every: 1),
)"#;

fn place(circuit: &str) -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("circuit.ron"), circuit).unwrap();
    place
}

fn trifactor(place: &Path, arguments: &[&str]) -> String {
    let program = env!("CARGO_BIN_EXE_trifactor");
    let output = Command::new(program).current_dir(place).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn run(place: &Path, more: &[&str]) -> RunDocument {
    let common = ["run", "circuit.ron", "--json", "--quiet", "--no-figures", "--out", "run"];
    serde_json::from_str(&trifactor(place, &[&common[..], more].concat())).unwrap()
}

/// Trials, losses and scores of the kinds make up those of the whole.
fn assert_parts_make_the_whole(test: &Tested) {
    let trials: u64 = test.kinds.iter().map(|kind| kind.trials).sum();
    assert_eq!(trials, test.trials);
    let mean = |of: &dyn Fn(&trifactor::run::document::Kind) -> f64| {
        test.kinds.iter().map(|kind| of(kind) * kind.trials as f64).sum::<f64>() / trials as f64
    };
    assert!((mean(&|kind| kind.loss.unwrap()) - test.loss.unwrap()).abs() < 1e-9, "{test:?}");
    assert!((mean(&|kind| kind.score.unwrap()) - test.score.unwrap()).abs() < 1e-9, "{test:?}");
}

#[test]
fn evidence_is_told_by_coherence() {
    let place = place(EVIDENCE);
    let document = run(place.path(), &[]);
    let names: Vec<&str> = document.test.kinds.iter().map(|kind| kind.name.as_str()).collect();
    assert_eq!(names, ["coherence 0.1", "coherence 0.9"]);
    assert_eq!((document.chance, document.test.trials), (Some(0.5), 500));
    assert_parts_make_the_whole(&document.test);
    let page = std::fs::read_to_string(place.path().join("run/report.html")).unwrap();
    for said in ["coherence 0.9", "kind of trial", ">chance<", "95 %"] {
        assert!(page.contains(said), "{said}");
    }
    let text = trifactor(place.path(), &["run", "circuit.ron", "--no-report", "--out", "again"]);
    assert!(text.contains("coherence 0.1 ") && text.contains("(chance 0.5)"), "{text}");
}

#[test]
fn every_kind_of_trial_has_the_name_that_its_task_gives_it() {
    for (name, sets, expected) in [
        ("miconi_dnms.ron", &[][..], &["AA", "AB", "BA", "BB"][..]),
        ("delayed_xor.ron", &[], &["--", "-+", "+-", "++"]),
        ("romo.ron", &[], &["first", "second"]),
        ("yang_go.ron", &["task=yang(rules: [dmcgo, fdgo])"], &["fdgo", "dmcgo"]),
    ] {
        let mut session = common::open(&common::load(name, sets), 1);
        let found = session.evaluate().unwrap().unwrap();
        let names: Vec<&str> = found.kinds.iter().map(|kind| kind.name.as_str()).collect();
        assert_eq!(names, expected, "{name}");
        assert_parts_make_the_whole(&found);
    }
    let digits = common::open(&common::load("digits_mlp.ron", &[]), 1).evaluate().unwrap().unwrap();
    assert!(digits.kinds.is_empty() && digits.trials == 357);
}

#[test]
fn a_score_that_trials_do_not_tell_from_chance_is_said_not_to_be_above_it() {
    let place = place(EVIDENCE);
    // No input reaches the answer.
    let silent = ["--set", "projections.1.weights=constant(value: 0.0)", "--no-report"];
    let said = trifactor(place.path(), &[&["run", "circuit.ron", "--out", "silent"], &silent[..]].concat());
    assert!(said.contains("not above chance: 500 test trials"), "{said}");
    let place = self::place(&std::fs::read_to_string(common::shipped("digits_mlp.ron")).unwrap());
    let learned = ["run", "circuit.ron", "--set", "run.epochs=2.0", "--no-report", "--out", "learned"];
    let said = trifactor(place.path(), &learned);
    assert!(said.contains("chance") && !said.contains("not above chance"), "{said}");
}

#[test]
fn a_negative_explained_variance_is_told_as_it_is() {
    // Answers ten times as large as they should be: no variance explained, and much added.
    let circuit = std::fs::read_to_string(common::shipped("teacher_linear.ron")).unwrap();
    let place = place(&circuit.replace("xavier(gain: 0.5)", "xavier(gain: 10.0)"));
    let sets = ["--set", "run.updates=1", "--set", "credit=frozen", "--set", "plasticity.optimizer=sgd(rate: 1e-9)"];
    let document = run(place.path(), &sets);
    let (score, (low, high)) = (document.test.score.unwrap(), document.test.interval.unwrap());
    assert!(score < -10.0 && low < score && score < high && high < 0.0, "{:?}", document.test);
    let rows = std::fs::read_to_string(place.path().join("run/metrics.jsonl")).unwrap();
    assert!(rows.contains(&format!("\"score\":{score}")), "{rows}");
    let more = ["run", "circuit.ron", "--out", "again", "--no-report"];
    let text = trifactor(place.path(), &[&more[..], &sets].concat());
    assert!(text.contains(&format!("{score:.4}")) && text.contains("not above chance"), "{text}");
}

#[test]
fn a_comparison_keeps_chance_and_the_median_of_every_kind() {
    let place = place(EVIDENCE);
    let common = ["compare", "circuit.ron", "--credit", "frozen", "--seeds", "3", "--json", "--quiet", "--out", "all"];
    let document: CompareDocument = serde_json::from_str(&trifactor(place.path(), &common)).unwrap();
    assert_eq!(document.chance, Some(0.5));
    let row = &document.rows[0];
    let scores = |kind: usize| -> Vec<f64> {
        let summary = |out: &String| std::fs::read_to_string(place.path().join(out).join("summary.json")).unwrap();
        let run = |out: &String| serde_json::from_str::<RunDocument>(&summary(out)).unwrap();
        row.out.iter().map(|out| run(out).test.kinds[kind].score.unwrap()).collect()
    };
    for kind in 0..2 {
        let mut scores = scores(kind);
        scores.sort_by(f64::total_cmp);
        assert_eq!(row.kinds[kind].score, Some(scores[1]), "{:?}", row.kinds);
    }
    assert_eq!((row.kinds.len(), row.kinds[1].name.as_str()), (2, "coherence 0.9"));
}
