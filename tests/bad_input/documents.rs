//! What programs read: one JSON document on standard output, and nothing else there.

use crate::place::{Place, edited};
use serde_json::Value;

#[test]
fn check_documents_every_problem_with_its_place() {
    let place = Place::new();
    place.put("circuit.ron", edited(&[("size: 16", "size: 0"), ("to: \"h1\"", "to: \"h2\"")]));
    let done = place.run(&["check", "circuit.ron", "good.ron", "nowhere.ron", "--json"]);
    assert_eq!(done.code, Some(2));
    let mut document: Value = serde_json::from_str(&done.stdout).unwrap();
    assert!(document["memory"]["total_bytes"].as_u64().unwrap() > 1_000);
    document["memory"] = Value::Null;
    for file in document["files"].as_array_mut().unwrap() {
        file["memory"] = Value::Null;
    }
    insta::assert_snapshot!(serde_json::to_string_pretty(&document).unwrap());
}

#[test]
fn check_documents_the_memory_of_a_circuit_without_problems() {
    let done = Place::new().run(&["check", "good.ron", "--json"]);
    assert_eq!((done.code, done.stderr.as_str()), (Some(0), ""));
    let document: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!(document["ok"], true);
    assert_eq!(document["problems"], Value::Array(Vec::new()));
    let parts = document["memory"]["by"].as_array().unwrap();
    let sum: u64 = parts.iter().map(|part| part["bytes"].as_u64().unwrap()).sum();
    assert_eq!(document["memory"]["total_bytes"], sum);
    assert!(parts.iter().any(|part| part["name"] == "weights.h1_digit" && part["bytes"] == 4 * 10 * 16));
}

#[test]
fn check_documents_the_memory_of_every_file() {
    let place = Place::new();
    place.put("larger.ron", edited(&[("size: 16", "size: 4000")]));
    let done = place.run(&["check", "good.ron", "larger.ron", "--json"]);
    let document: Value = serde_json::from_str(&done.stdout).unwrap();
    let files = document["files"].as_array().unwrap();
    assert_eq!(files.iter().map(|file| file["file"].as_str().unwrap()).collect::<Vec<_>>(), ["good.ron", "larger.ron"]);
    assert_eq!(document["memory"], files[0]["memory"]);
    let bytes = |file: usize| files[file]["memory"]["total_bytes"].as_u64().unwrap();
    assert!(bytes(1) > bytes(0) + 4 * 64 * 4000);
}

#[test]
fn run_prints_its_summary_as_one_document() {
    let place = Place::new();
    let done = place.run(&["run", "good.ron", "--out", "out", "--json"]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    let printed: Value = serde_json::from_str(&done.stdout).unwrap();
    let written: Value = serde_json::from_slice(&place.read("out/summary.json")).unwrap();
    assert_eq!(printed, written);
    assert_eq!(printed["diverged"], Value::Null);
}

#[test]
fn a_quiet_run_prints_nothing() {
    let place = Place::new();
    let done = place.run(&["run", "good.ron", "--out", "out", "--quiet"]);
    assert_eq!((done.code, done.stdout.as_str(), done.stderr.as_str()), (Some(0), "", ""));
    let done = place.run(&["run", "good.ron", "--out", "other", "--quiet", "--json"]);
    assert!(serde_json::from_str::<Value>(&done.stdout).is_ok());
    assert_eq!(done.stderr, "");
}
