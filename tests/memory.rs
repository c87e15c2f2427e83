//! The memory plan is what runs take: the peaks of processes beside what `check` says of them.
#![cfg(target_os = "linux")]

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Stdio};

/// How far a peak may lie from its plan.
const WITHIN: f64 = 0.1;
/// Below this the program itself and its allocator decide.
const LARGE: u64 = 150_000_000;

const STATIC: &str = "Circuit(
    task: digits,
    populations: { \"pixels\": input, HIDDEN, \"digit\": rate(size: 10, activation: identity) },
    projections: [ PROJECTIONS ],
    credit: CREDIT,
    plasticity: plasticity(optimizer: momentum(rate: 0.001, beta: 0.9)),
    run: run(replicas: 16, updates: 2),
)";

const RECURRENT: &str = "Circuit(
    TASK,
    populations: {
        \"in\": input,
        \"recurrent\": rate(size: NEURONS, activation: tanh, tau: \"100 ms\"),
        \"answer\": rate(size: ANSWERS, activation: identity),
    },
    projections: [
        (from: \"in\", to: \"recurrent\"),
        (from: \"recurrent\", to: \"recurrent\", delay: 1, weights: normal(std: 1.2, per_input: true)),
        (from: \"recurrent\", to: \"answer\"),
    ],
    credit: CREDIT,
    plasticity: plasticity(PLASTICITY),
    run: run(replicas: REPLICAS, updates: 1, evaluate_trials: 32, credit_trials: 16),
)";

fn filled(text: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(text.to_string(), |text, (name, value)| text.replace(name, value))
}

fn layers() -> String {
    filled(
        STATIC,
        &[
            ("HIDDEN", "\"h1\": rate(size: 3072, activation: relu), \"h2\": rate(size: 3072, activation: relu)"),
            (
                "PROJECTIONS",
                "(from: \"pixels\", to: \"h1\"), (from: \"h1\", to: \"h2\"), (from: \"h2\", to: \"digit\")",
            ),
            ("CREDIT", "manifold_noise(manifold: pca(rank: 16))"),
        ],
    )
}

fn wide() -> String {
    filled(
        STATIC,
        &[
            ("HIDDEN", "\"h1\": rate(size: 60000, activation: relu)"),
            ("PROJECTIONS", "(from: \"pixels\", to: \"h1\"), (from: \"h1\", to: \"digit\")"),
            ("CREDIT", "manifold_noise(manifold: pca(rank: 16))"),
        ],
    )
}

fn sparse() -> String {
    let between = "(from: \"h1\", to: \"h2\", connectivity: in_degree(k: 600))";
    filled(
        STATIC,
        &[
            ("HIDDEN", "\"h1\": rate(size: 6000, activation: relu), \"h2\": rate(size: 6000, activation: relu)"),
            ("PROJECTIONS", &format!("(from: \"pixels\", to: \"h1\"), {between}, (from: \"h2\", to: \"digit\")")),
            ("CREDIT", "feedback_alignment"),
        ],
    )
}

fn evidence() -> String {
    filled(
        RECURRENT,
        &[
            ("TASK", "dt: \"8 ms\", task: evidence"),
            ("NEURONS", "512"),
            ("ANSWERS", "2"),
            ("CREDIT", "manifold_noise(manifold: pca(rank: 16))"),
            ("PLASTICITY", "optimizer: adam(rate: 0.001)"),
            ("REPLICAS", "64"),
        ],
    )
}

fn online() -> String {
    filled(
        RECURRENT,
        &[
            ("TASK", "dt: \"20 ms\", task: flip_flop(slot: \"20 ms\", duration: \"200 ms\")"),
            ("NEURONS", "512"),
            ("ANSWERS", "3"),
            ("CREDIT", "direct_feedback"),
            ("PLASTICITY", "rule: rflo, timing: online, optimizer: sgd(rate: 0.0001)"),
            ("REPLICAS", "160"),
        ],
    )
}

fn backprop() -> String {
    filled(
        RECURRENT,
        &[
            ("TASK", "dt: \"20 ms\", task: romo"),
            ("NEURONS", "768"),
            ("ANSWERS", "2"),
            ("CREDIT", "backprop(through_time: true)"),
            ("PLASTICITY", "optimizer: adam(rate: 0.001)"),
            ("REPLICAS", "64"),
        ],
    )
}

/// The exit code of the program, and the most memory that it had, in bytes.
#[expect(clippy::zombie_processes, reason = "wait4 waits for it, and tells what it took")]
fn peak(folder: &Path, arguments: &[&str]) -> (i32, u64) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_trifactor"));
    let program = program.args(arguments).current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null());
    let child = program.spawn().expect("the program starts");
    let (mut status, mut usage) = (0, std::mem::MaybeUninit::<libc::rusage>::zeroed());
    // SAFETY: the child is ours and nobody else waits for it; both places are ours to write to.
    let waited = unsafe { libc::wait4(child.id() as i32, &mut status, 0, usage.as_mut_ptr()) };
    assert_eq!(waited, child.id() as i32);
    // SAFETY: all zeros are a value, and wait4 filled it.
    let usage = unsafe { usage.assume_init() };
    (libc::WEXITSTATUS(status), usage.ru_maxrss as u64 * 1024)
}

fn planned(folder: &Path, circuit: &str) -> Value {
    std::fs::write(folder.join("circuit.ron"), circuit).unwrap();
    let done = Command::new(env!("CARGO_BIN_EXE_trifactor"))
        .args(["check", "--json", "circuit.ron"])
        .current_dir(folder)
        .output()
        .unwrap();
    let document: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(document["ok"], true, "{document:#}");
    document["memory"].clone()
}

fn holds(what: &str, circuit: String) {
    let folder = tempfile::tempdir().unwrap();
    let plan = planned(folder.path(), &circuit);
    let total = plan["total_bytes"].as_u64().unwrap();
    assert!(total > LARGE, "{what}: {total} bytes are too few to tell");
    let run = ["run", "circuit.ron", "--device", "cpu", "--quiet", "--no-report", "--out", "out"];
    let (code, peak) = peak(folder.path(), &run);
    assert_eq!(code, 0, "{what}");
    let ratio = peak as f64 / total as f64;
    eprintln!("{what}: {:.0} MB of {:.0} MB planned {}", peak as f64 / 1e6, total as f64 / 1e6, plan["at"]);
    assert!((ratio - 1.0).abs() < WITHIN, "{what}: {peak} bytes were taken, {ratio:.3} of the plan\n{plan:#}");
}

#[test]
fn layers_that_learn_digits_take_what_is_planned() {
    holds("digits", layers());
}

#[test]
fn a_wide_layer_takes_what_is_planned() {
    holds("wide", wide());
}

#[test]
fn sparse_projections_take_what_is_planned() {
    holds("sparse", sparse());
}

#[test]
fn trials_of_many_steps_take_what_is_planned() {
    holds("evidence", evidence());
}

#[test]
fn eligibilities_of_every_synapse_take_what_is_planned() {
    holds("online", online());
}

#[test]
fn backpropagation_through_time_takes_what_is_planned() {
    holds("backprop", backprop());
}

#[test]
fn a_comparison_takes_what_is_planned_for_runs_side_by_side() {
    let folder = tempfile::tempdir().unwrap();
    let circuit = layers().replace("updates: 2", "updates: 2, measure_every: Some(0)");
    std::fs::write(folder.path().join("circuit.ron"), circuit).unwrap();
    let compare =
        ["compare", "circuit.ron", "--device", "cpu", "--credit", "backprop", "--seeds", "2", "--threads", "2"];
    let (code, peak) = peak(folder.path(), &[&compare[..], &["--quiet", "--no-report", "--out", "out"]].concat());
    assert_eq!(code, 0);
    let document = std::fs::read_to_string(folder.path().join("out/compare.json")).unwrap();
    let document: Value = serde_json::from_str(&document).unwrap();
    let total = document["memory"]["total_bytes"].as_u64().unwrap();
    assert_eq!(document["memory"]["by"].as_array().unwrap().len(), 3, "two runs and the program");
    // The two need not be at their most at the same moment.
    assert!(total > 2 * LARGE && peak as f64 <= (1.0 + WITHIN) * total as f64, "{peak} of {total}");
    assert!(peak as f64 >= 0.7 * total as f64, "{peak} of {total}");
}

#[test]
fn what_does_not_fit_is_refused_before_it_is_allocated() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("circuit.ron"), wide()).unwrap();
    let huge = "populations.h1.size=16000000";
    let listed = "projections.0.connectivity=probability(p: 0.9)";
    let size = "h1=64,16000000";
    for arguments in [
        &["check", "circuit.ron", "--set", huge, "--set", "task=pulse(inputs: 200)", "--set", listed][..],
        &["run", "circuit.ron", "--set", huge, "--out", "out"],
        &["scale", "circuit.ron", "--size", size, "--out", "out"],
        &["compare", "circuit.ron", "--set", huge, "--out", "out"],
    ] {
        let (code, peak) = peak(folder.path(), arguments);
        assert_eq!(code, 2, "{arguments:?}");
        assert!(peak < 60_000_000, "{arguments:?} took {peak} bytes");
        assert!(!folder.path().join("out").exists(), "{arguments:?} left a folder");
    }
}

#[test]
fn the_shell_s_limit_is_read() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("circuit.ron"), layers()).unwrap();
    let limited = |kilobytes: u64| {
        let program = env!("CARGO_BIN_EXE_trifactor");
        let line = format!("ulimit -v {kilobytes} && exec {program} check circuit.ron");
        Command::new("sh").args(["-c", &line]).current_dir(folder.path()).output().unwrap()
    };
    let refused = limited(250_000);
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(2), "{said}");
    assert!(said.contains("are free under the limit on addresses (ulimit -v)"), "{said}");
    assert_eq!(limited(8_000_000).status.code(), Some(0));
}
