//! The sanitizers see the kernels: a planted fault ends the process with the line named, a sound kernel does not.

use crate::rig::{Gpu, Report, Shape, child_under, line, load, shape};
use std::process::Command;

#[repr(C)]
struct Data {
    data: u64,
    n: u32,
}

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/emulator/sanitize.sh");

/// Runs a kernel of 32 threads a block in a child under a sanitizer. `None`: skipped.
fn run(test: &str, sanitizer: &'static str, kernel: &str, shape: Shape, n: u32) -> Option<Report> {
    load()?;
    let is_child = std::env::var_os("TRIFACTOR_EMULATOR_SANITIZE").is_some();
    let library = if sanitizer == "thread" { "libtsan.so" } else { "libasan.so" };
    let compiler = std::env::var("CXX").unwrap_or_else(|_| "c++".into());
    let found = Command::new(compiler).arg(format!("-print-file-name={library}")).output().expect("a compiler");
    if !is_child && !found.stdout.starts_with(b"/") {
        eprintln!("SKIPPED: the compiler has no {library}");
        return None;
    }
    Some(child_under(&[SCRIPT, sanitizer], test, &[], || {
        let gpu = Gpu::open().expect("loaded above");
        let buffer = gpu.upload(&[0.0f32; 64]).expect("no error");
        let launched = gpu.launch(kernel, shape, Data { data: buffer.address, n });
        line(&launched.and_then(|()| gpu.download::<f32>(buffer)).map(|_| ()))
    }))
}

/// The line of `faulty.cu` with some text.
fn line_of(text: &str) -> String {
    let source = include_str!("../kernels/faulty.cu");
    let at = source.lines().position(|line| line.contains(text)).expect("the text");
    format!("tests/emulator/kernels/faulty.cu:{}", at + 1)
}

#[test]
fn a_missing_barrier_is_a_race_with_its_line() {
    let test = "sanitized::a_missing_barrier_is_a_race_with_its_line";
    let Some(report) = run(test, "thread", "reverse_unsynchronised", shape(1, 64), 0) else { return };
    assert!(!report.succeeded);
    report.says(&["data race", &line_of("p.data[threadIdx.x] = tile[63 - threadIdx.x]")]);
}

#[test]
fn a_barrier_missing_between_rounds_is_a_race_with_its_line() {
    let test = "sanitized::a_barrier_missing_between_rounds_is_a_race_with_its_line";
    let Some(report) = run(test, "thread", "rotate_unsynchronised", shape(1, 64), 0) else { return };
    assert!(!report.succeeded);
    report.says(&["data race", &line_of("own = tile[(threadIdx.x + 1) % 64]")]);
}

#[test]
fn blocks_that_write_one_place_race() {
    let test = "sanitized::blocks_that_write_one_place_race";
    let Some(report) = run(test, "thread", "blocks_collide", shape(2, 32), 0) else { return };
    assert!(!report.succeeded);
    report.says(&["data race", &line_of("KERNEL(blocks_collide")]);
}

#[test]
fn a_write_past_a_shared_array_has_its_line() {
    let test = "sanitized::a_write_past_a_shared_array_has_its_line";
    let Some(report) = run(test, "address", "past_a_shared_array", shape(1, 32), 1) else { return };
    assert!(!report.succeeded);
    report.says(&["global-buffer-overflow", &line_of("tile[threadIdx.x + p.n] = 1.0f")]);
}

#[test]
fn a_write_before_the_start_has_its_line() {
    let test = "sanitized::a_write_before_the_start_has_its_line";
    let Some(report) = run(test, "address", "one_before_the_start", shape(1, 32), 0) else { return };
    assert!(!report.succeeded);
    report.says(&["use-after-poison", &line_of("*(p.data - 1")]);
}

#[test]
fn sanitizers_are_content_with_what_is_sound() {
    let test = "sanitized::sanitizers_are_content_with_what_is_sound";
    for sanitizer in ["thread", "address"] {
        let Some(report) = run(test, sanitizer, "past_a_shared_array", shape(1, 32), 0) else { return };
        assert!(report.succeeded, "{sanitizer}: {}", report.stderr);
        assert_eq!(report.answer(), "()");
    }
}
