//! What is said has arrived, or the exit code and a reason say that it has not; and failures of the system are none of the
//! user's.
#![cfg(target_os = "linux")]

use crate::place::{Place, edited};
use std::fs::File;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

fn full() -> File {
    File::options().write(true).open("/dev/full").unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_full_disk_under_standard_output_is_told_by_every_command() {
    let place = Place::new();
    assert_eq!(place.run(&["run", "good.ron", "--out", "out", "--quiet", "--no-figures"]).code, Some(0));
    let compare = ["compare", "good.ron", "--credit", "backprop,frozen", "--seeds", "1", "--no-figures", "--out"];
    let scale = ["scale", "good.ron", "--size", "h1=8", "--seeds", "1", "--no-figures", "--out"];
    for arguments in [
        &["check", "good.ron"][..],
        &["check", "good.ron", "--json"],
        &["explain", "good.ron"],
        &["explain", "good.ron", "--resolved"],
        &["explain", "good.ron", "--svg"],
        &["models"],
        &["tasks", "--json"],
        &["devices"],
        &["report", "out"],
        &["analyse", "out", "--json", "--no-figures"],
        &["analyse", "out", "--no-figures"],
        &["run", "good.ron", "--out", "a", "--no-figures"],
        &["run", "good.ron", "--out", "b", "--no-figures", "--json"],
        &[&compare[..], &["c"]].concat(),
        &[&compare[..], &["d", "--json"]].concat(),
        &[&scale[..], &["e"]].concat(),
        &[&scale[..], &["f", "--json"]].concat(),
        &["--help"],
        &["run", "--help"],
        &["--version"],
    ] {
        let output = place.program(arguments).stdout(full()).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", said(&output));
        let words = "error: cannot write to standard output: No space left on device";
        assert!(said(&output).contains(words), "{arguments:?}: {}", said(&output));
    }
    // What is not standard output is whole all the same.
    for file in ["a/summary.json", "a/report.html", "c/compare.json", "c/report.html", "c/frozen-seed1/report.html"] {
        assert!(place.path().join(file).is_file(), "{file}");
    }
}

#[test]
fn a_full_disk_under_standard_error_loses_no_run() {
    let place = Place::new();
    let run = place.program(&["run", "good.ron", "--out", "out"]).stderr(full()).output().unwrap();
    assert_eq!(run.status.code(), Some(0));
    assert!(place.path().join("out/summary.json").is_file() && !run.stdout.is_empty());
}

#[test]
fn a_file_for_which_there_is_no_room_is_a_failure_of_the_system() {
    let place = Place::new();
    assert_eq!(place.run(&["run", "good.ron", "--out", "out", "--quiet"]).code, Some(0));
    std::os::unix::fs::symlink("/dev/full", place.path().join("full.svg")).unwrap();
    for arguments in
        [&["explain", "good.ron", "--svg", "full.svg"][..], &["analyse", "out", "--out", "/dev/full", "--quiet"]]
    {
        let done = place.run(arguments);
        assert_eq!(done.code, Some(1), "{arguments:?}: {}", done.stderr);
        assert!(done.stderr.contains("No space left on device"), "{}", done.stderr);
        assert!(done.stderr.contains("help: make room on the disk"), "{}", done.stderr);
    }
}

/// The program under a limit on the size of files, in blocks of 512 or 1024 bytes: the shell's choice.
fn limited(place: &Place, blocks: u32, arguments: &str) -> Output {
    let command = format!("ulimit -f {blocks}; exec {} {arguments}", env!("CARGO_BIN_EXE_trifactor"));
    Command::new("sh").args(["-c", &command]).current_dir(place.path()).output().unwrap()
}

#[test]
fn a_limit_on_the_size_of_files_ends_a_run_with_its_reason_and_the_old_files_whole() {
    let place = Place::new();
    // More weights than the limit allows, and metrics that fit.
    place.put("large.ron", edited(&[("size: 16", "size: 400")]));
    let output = limited(&place, 64, "run large.ron --out out --quiet");
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(
        said(&output).contains("error: cannot write out/checkpoint.safetensors: File too large"),
        "{}",
        said(&output)
    );
    assert!(said(&output).contains("ulimit -f"), "{}", said(&output));
    let names: Vec<_> = std::fs::read_dir(place.path().join("out")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(names.iter().all(|name| !name.to_string_lossy().contains("partial")), "{names:?}");

    assert_eq!(place.run(&["run", "large.ron", "--out", "whole", "--quiet", "--no-report"]).code, Some(0));
    let before = place.read("whole/checkpoint.safetensors");
    let output = limited(&place, 64, "run --resume whole --set run.updates=5 --quiet");
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(place.read("whole/checkpoint.safetensors") == before, "the old checkpoint is whole");
}

/// A run of many updates in `out`, which has begun to write there.
fn long_run(place: &Place) -> Child {
    place.put("long.ron", edited(&[("updates: 4", "updates: 4000000, evaluate_every: 200")]));
    let mut program = place.program(&["run", "long.ron", "--out", "out"]);
    let child = program.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let begun = Instant::now();
    while !place.path().join("out/metrics.jsonl").exists() && begun.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(2));
    }
    child
}

#[cfg(unix)]
#[test]
fn what_lies_in_the_place_of_a_folder_that_was_moved_stays() {
    let place = Place::new();
    let child = long_run(&place);
    let (out, ours) = (place.path().join("out"), place.path().join("mine"));
    std::fs::create_dir(&ours).unwrap();
    for name in ["metrics.jsonl", "summary.json", "checkpoint.safetensors", "report.html"] {
        std::fs::write(ours.join(name), "mine").unwrap();
    }
    let before = place.contents("mine");
    std::fs::rename(&out, place.path().join("moved")).unwrap();
    std::fs::rename(&ours, &out).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(place.contents("out").into_values().eq(before.into_values()), "{}", said(&output));
}

#[test]
fn a_folder_that_is_removed_under_its_run_is_a_failure_of_the_system() {
    let place = Place::new();
    let child = long_run(&place);
    std::fs::rename(place.path().join("out"), place.path().join("moved")).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    // Whichever of its files came next.
    let said_of = |file: &str| said(&output).contains(&format!("error: cannot write out/{file}: No such file"));
    assert!(["files.txt", "metrics.jsonl", "checkpoint.safetensors"].into_iter().any(said_of), "{}", said(&output));
    assert!(said(&output).contains("help: its folder was removed or renamed"), "{}", said(&output));
}

#[test]
fn a_folder_in_which_nobody_may_write_is_a_failure_of_the_system() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    assert_eq!(place.run(&["run", "good.ron", "--out", "out", "--quiet", "--no-report"]).code, Some(0));
    let read_only = |yes: bool| {
        let mode = std::fs::Permissions::from_mode(if yes { 0o555 } else { 0o755 });
        std::fs::set_permissions(place.path().join("out"), mode).unwrap();
    };
    read_only(true);
    // The system lets some users write everywhere.
    if std::fs::write(place.path().join("out/probe"), "").is_ok() {
        read_only(false);
        return eprintln!("SKIPPED: no folder is read-only to this user");
    }
    for arguments in
        [&["report", "out"][..], &["run", "good.ron", "--out", "out/below"], &["analyse", "out", "--quiet"]]
    {
        let done = place.run(arguments);
        assert_eq!(done.code, Some(1), "{arguments:?}: {}", done.stderr);
        assert!(done.stderr.contains("Permission denied") && done.stderr.contains("may write"), "{}", done.stderr);
    }
    read_only(false);
}
