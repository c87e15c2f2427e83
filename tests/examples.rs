//! The programs of `examples/` tell a user's mistake as the command line does: in a few lines, with exit code 2.

use std::path::PathBuf;
use std::process::Command;

/// The program beside this test's, where `cargo test` has built it. `cargo test --test examples` alone does not; with
/// `TRIFACTOR_REQUIRE_EXAMPLES` set, that is a failure.
fn example(name: &str) -> Option<PathBuf> {
    let own = std::env::current_exe().expect("a program has a path");
    let built = own.parent().and_then(|deps| deps.parent()).expect("target/PROFILE/deps").join("examples").join(name);
    if !built.is_file() {
        assert!(std::env::var_os("TRIFACTOR_REQUIRE_EXAMPLES").is_none(), "{} is not there", built.display());
        eprintln!("SKIPPED: {} is not there: `cargo build --examples`", built.display());
        return None;
    }
    Some(built)
}

/// Exit code and standard error, in a home where no data set lies.
fn told(program: &PathBuf, arguments: &[&str]) -> (Option<i32>, String) {
    let home = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(program);
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).env("HOME", home.path());
    command.env_remove("TRIFACTOR_DATA").env_remove("XDG_CACHE_HOME");
    let output = command.output().expect("the program runs");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn examples_tell_a_users_mistakes_as_the_command_line_does() {
    let cases: [(&str, &[&str], &[&str]); 9] = [
        // MNIST has no folder of the system's in which it might happen to be.
        (
            "throughput",
            &["-", "1", "1", "circuits/digits_mlp.ron", "task=mnist()"],
            &["mnist was not found", "--data-dir or $TRIFACTOR_DATA"],
        ),
        ("throughput", &["backpropp", "1", "1", "circuits/digits_mlp.ron"], &["backpropp", "backprop"]),
        ("throughput", &["-", "1", "1", "circuits/nothing.ron"], &["circuits/nothing.ron"]),
        ("throughput", &["-", "one", "1"], &["THREADS is `one`: invalid digit"]),
        ("throughput", &["-"], &["usage: throughput CREDIT THREADS UPDATES"]),
        ("recurrent", &["16", "1", "0.01", "populations.recurent.size=3"], &["recurent", "recurrent"]),
        ("recurrent", &["16", "1", "-1"], &["SECONDS is `-1`"]),
        ("device", &["cpu", "nmmc", "16", "1", "0.01"], &["`nmmc` is neither recurrent nor nmnc", "usage: device"]),
        ("device", &["gpu", "nmnc", "16", "1", "0.01"], &["DEVICE is `gpu`", "cuda"]),
    ];
    for (name, arguments, words) in cases {
        let Some(program) = example(name) else { return };
        let (code, said) = told(&program, arguments);
        assert_eq!(code, Some(2), "{name} {arguments:?}: {said}");
        assert!(words.iter().all(|word| said.contains(word)), "{name} {arguments:?}: {said}");
        assert!(said.starts_with("error") && said.len() < 2_000, "{name} {arguments:?}: {said}");
    }
}

#[test]
fn an_example_that_ends_well_prints_one_number() {
    let Some(program) = example("recurrent") else { return };
    let output = Command::new(program).args(["16", "1", "0.01"]).output().expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let speed: f64 = String::from_utf8_lossy(&output.stdout).trim().parse().expect("a number");
    assert!(speed > 0.0, "{speed}");
}
