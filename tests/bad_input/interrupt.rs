//! Ctrl-C leaves a run that can be continued to the same end.

use crate::place::{Done, Place, edited};
use serde_json::Value;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn summary(place: &Place, run: &str) -> Value {
    serde_json::from_slice(&place.read(&format!("{run}/summary.json"))).unwrap()
}

#[test]
fn an_interrupted_run_resumes_to_the_bits_of_one_that_was_not() {
    let place = Place::new();
    let noise = "manifold_noise(manifold: pca(rank: 4))";
    place.put("circuit.ron", edited(&[("backprop", noise), ("updates: 4", "updates: 20000, evaluate_every: 2000")]));
    assert_eq!(place.run(&["run", "circuit.ron", "--out", "whole", "--quiet"]).code, Some(0));

    let mut child =
        place.program(&["run", "circuit.ron", "--out", "parts", "--quiet"]).stdout(Stdio::null()).spawn().unwrap();
    let (begun, metrics) = (Instant::now(), place.path().join("parts/metrics.jsonl"));
    let lines = || std::fs::read_to_string(&metrics).unwrap_or_default().lines().count();
    while lines() < 5 && begun.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(2));
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(place.path().join("parts/report.html").is_file() && place.path().join("parts/analysis.json").is_file());

    let stopped = summary(&place, "parts");
    assert_eq!(stopped["interrupted"], true, "it ended before it was stopped: {stopped}");
    assert!(stopped["steps"].as_u64().unwrap() < 20_000);
    let done = place.run(&["run", "--resume", "parts", "--quiet"]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    let ended = summary(&place, "parts");
    assert_eq!(ended["interrupted"], false);
    let checkpoint = |run: &str| place.read(&format!("{run}/checkpoint.safetensors"));
    assert!(checkpoint("whole") == checkpoint("parts"), "the two ends differ");

    let rows = |run: &str| -> Vec<(Value, Value)> {
        let text = String::from_utf8(place.read(&format!("{run}/metrics.jsonl"))).unwrap();
        let rows = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        rows.map(|row| (row["update"].clone(), row["test"].clone())).collect()
    };
    assert_eq!(rows("whole"), rows("parts"), "every measurement is there once");

    // Time goes on where it was.
    let text = String::from_utf8(place.read("parts/metrics.jsonl")).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let (seconds, at) = (|value: &Value| value["wall_s"].as_f64().unwrap(), stopped["steps"].as_u64().unwrap());
    let resumed = lines.iter().find(|row| row["update"].as_u64().unwrap() > at).unwrap();
    assert!(seconds(resumed) > seconds(&stopped), "{resumed} after {stopped}");
    assert!(lines.is_sorted_by_key(seconds) && seconds(&ended) >= seconds(lines.last().unwrap()), "{text}{ended}");
}

/// Runs the program until `begun` says so, then presses Ctrl-C; what it says.
fn interrupted(place: &Place, arguments: &[&str], mut begun: impl FnMut() -> bool) -> Done {
    let child = place.program(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let start = Instant::now();
    while !begun() && start.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(2));
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Done { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

#[test]
fn an_interrupted_comparison_says_what_was_finished_and_shows_only_that() {
    let place = Place::new();
    let circuit = "updates: 4000000, evaluate_every: 1000";
    place.put("long.ron", edited(&[("updates: 4", circuit)]));
    let lines = |run: &str| {
        let path = place.path().join(run).join("metrics.jsonl");
        std::fs::read_to_string(path).unwrap_or_default().lines().count()
    };
    let common = ["compare", "long.ron", "--seeds", "1", "--threads", "1", "--no-figures", "--out"];
    let none = [&common[..], &["none", "--credit", "backprop"]].concat();
    let done = interrupted(&place, &none, || lines("none/backprop-seed1") > 1);
    assert_eq!(done.code, Some(130), "{}", done.stderr);
    assert!(done.stderr.contains("backprop seed 1: stopped at update "), "{}", done.stderr);
    assert!(done.stderr.contains(" of 4000000\n") && !done.stderr.contains("score"), "{}", done.stderr);
    assert!(done.stderr.contains("stopped: 0 of 1 runs were finished"), "{}", done.stderr);
    assert_eq!(done.stdout, "", "no table of nothing");
    assert!(!place.path().join("none/compare.json").exists());
    let again = place.run(&none);
    assert_eq!(again.code, Some(2), "{}", again.stderr);
    let words = "none holds runs of a comparison that did not come to its end";
    assert!(again.stderr.contains(words) && again.stderr.contains("--overwrite to start"), "{}", again.stderr);
    // What was learned until then can be looked at.
    let looked = place.run(&["analyse", "none", "--json", "--no-report"]);
    assert_eq!(looked.code, Some(0), "{}", looked.stderr);

    let some = [&common[..], &["some", "--credit", "backprop", "--vary", "run.updates=4,4000000"]].concat();
    let done = interrupted(&place, &some, || lines("some/backprop--updates-4000000-seed1") > 1);
    assert_eq!(done.code, Some(130), "{}", done.stderr);
    assert!(done.stderr.contains("stopped: 1 of 2 runs were finished"), "{}", done.stderr);
    assert!(done.stdout.contains("backprop, updates=4 ") && !done.stdout.contains("4000000"), "{}", done.stdout);
    let document: Value = serde_json::from_slice(&place.read("some/compare.json")).unwrap();
    assert_eq!((document["rows"].as_array().unwrap().len(), &document["unfinished"]), (1, &Value::from(1)));
    assert!(place.path().join("some/report.html").is_file());
}

#[test]
fn an_interrupted_scale_says_so_by_its_exit_code() {
    let place = Place::new();
    place.put("long.ron", edited(&[("updates: 4", "updates: 4000000, evaluate_every: 1000")]));
    let begun = || place.path().join("all/backprop-16-seed1/metrics.jsonl").is_file();
    let scale = ["scale", "long.ron", "--seeds", "1", "--threads", "1", "--size", "h1=16", "--out", "all", "--json"];
    let done = interrupted(&place, &scale, begun);
    assert_eq!(done.code, Some(130), "{}", done.stderr);
    assert!(!done.stderr.contains("error"), "{}", done.stderr);
    let document: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!((document["rows"].as_array().unwrap().len(), &document["unfinished"]), (0, &Value::from(1)));
}

#[test]
fn two_processes_do_not_continue_one_run() {
    let place = Place::new();
    place.put("long.ron", edited(&[("updates: 4", "updates: 4000000, evaluate_every: 1000")]));
    let there = || place.path().join("run/metrics.jsonl").is_file();
    assert_eq!(interrupted(&place, &["run", "long.ron", "--out", "run", "--no-report"], there).code, Some(130));
    let before = place.read("run/metrics.jsonl");
    let rows = || place.read("run/metrics.jsonl").len() > before.len();
    let (mut second, again) = (Vec::new(), ["run", "--resume", "run", "--no-report"]);
    let first = interrupted(&place, &again, || {
        if rows() && second.is_empty() {
            second.push(place.run(&again));
            second.push(place.run(&["run", "good.ron", "--out", "run", "--overwrite"]));
        }
        !second.is_empty()
    });
    assert_eq!(first.code, Some(130), "{}", first.stderr);
    for done in second {
        assert_eq!(done.code, Some(2), "{}", done.stderr);
        assert!(done.stderr.contains("another process is writing in run"), "{}", done.stderr);
    }
    // The lock went with its process.
    assert_eq!(place.run(&["run", "good.ron", "--out", "run", "--overwrite", "--quiet"]).code, Some(0));
}

#[test]
fn a_run_goes_on_when_nobody_reads_what_it_says() {
    let place = Place::new();
    place.put("circuit.ron", edited(&[("updates: 4", "updates: 300, evaluate_every: 1")]));
    let deaf = |arguments: &[&str]| {
        let mut child = place.program(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop((child.stdout.take(), child.stderr.take()));
        child.wait().unwrap().code()
    };
    assert_eq!(deaf(&["run", "circuit.ron", "--out", "run"]), Some(0));
    assert_eq!(summary(&place, "run")["interrupted"], false);
    assert_eq!(deaf(&["compare", "circuit.ron", "--credit", "frozen", "--seeds", "2", "--out", "all"]), Some(0));
    place.put("wrong.ron", edited(&[("size: 16", "size: 0"), ("size: 10", "size: -1")]));
    assert_eq!(deaf(&["check", "wrong.ron"]), Some(2));
    assert_eq!(deaf(&["report", "nowhere"]), Some(2));
}
