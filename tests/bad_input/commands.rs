//! Wrong command lines.

use crate::place::{Catalogue, GOOD, Place};

#[test]
fn a_command_line_that_makes_no_sense_is_refused() {
    let place = Place::new();
    let mut said = Catalogue::default();
    place.put("made/checkpoint.safetensors", "");
    place.put("made/circuit.ron", GOOD);
    for arguments in [
        &["learn", "good.ron"][..],
        &["run"],
        &["run", "good.ron", "--device", "tpu"],
        &["run", "good.ron", "--device", "cuda:x"],
        &["run", "good.ron", "--threads", "4096"],
        &["run", "good.ron", "--seed", "-1"],
        &["run", "good.ron", "--seed", "18446744073709551616"],
        &["run", "good.ron", "--threads", "-1"],
        &["run", "good.ron", "--data-dir", "nowhere"],
        &["compare", "good.ron", "--data-dir", "good.ron"],
        &["compare", "good.ron", "--seeds", "-1"],
        &["compare", "good.ron", "--criterion", "2"],
        &["compare", "good.ron", "--criterion", "-1"],
        &["compare", "good.ron", "--criterion", "NaN"],
        &["scale", "good.ron", "--size", "h1=8", "--data-dir", "nowhere"],
        &["run", "good.ron", "--otu", "x"],
        &["run", "good.ron", "--overwrite", "--resume", "x"],
        &["check"],
        &["explain", "good.ron", "--svg", "nowhere/circuit.svg"],
        &["models", "rats"],
        &["tasks", "minst"],
        &["models", "spiking"],
        &["models", "LIF"],
        &["models", "max_pool"],
        &["models", "oja"],
        &["models", "stdp"],
        &["models", "bptt"],
        &["models", "digits"],
        &["models", "sigma"],
        &["models", "f16"],
        &["tasks", "cifar10"],
        &["tasks", "csv"],
        &["compare", "good.ron", "--vary", "seed=1,2"],
        &["compare", "good.ron", "--vary", "run.replicas=8,08"],
        &["compare", "good.ron", "--credit", "vanilla_noise,vanilla_noise(per_step: false)"],
        &[
            "compare",
            "good.ron",
            "--vary",
            "projections.0.plastic=true",
            "--vary",
            "projections.pixels_h1.plastic=true,false",
        ],
        &["compare", "good.ron", "--credit", "manifold_noise(manifold: pca(rank: 17))"],
        &["compare", "good.ron", "--vary", "run.updates"],
        &["compare", "good.ron", "--vary", "run.update=1,2"],
        &["compare", "good.ron", "--vary", "run.updates=1,1"],
        &["compare", "good.ron", "--vary", "run.updates=1", "--vary", "run.updates=2"],
        &["scale", "good.ron"],
        &["scale", "good.ron", "--size", "h1"],
        &["scale", "good.ron", "--size", "h1=8,x"],
        &["scale", "good.ron", "--size", "h7=8"],
        &["scale", "good.ron", "--size", "h1=8,16", "--size", "h1=8,16"],
        &["scale", "good.ron", "--size", "h1=8,8"],
        &["scale", "good.ron", "--size", "pixels=8"],
        &["report", "nowhere"],
        &["predict"],
        &["predict", "nowhere"],
        &["predict", "made"],
        &["predict", "made", "--neurons", "8"],
        &["predict", "--neurons", "0"],
        &["predict", "--neurons", "8", "--rank", "4"],
        &["predict", "--neurons", "8", "--rank", "9", "--captured", "0.5"],
        &["predict", "--neurons", "8", "--rank", "4", "--captured", "1.2"],
        &["predict", "--neurons", "8", "--cos", "0.5,-1"],
        &["predict", "--neurons", "8", "--draws", "gausian"],
        &["predict", "--neurons", "8", "--perturbations", "0"],
        &["analyse", "made", "--data-dir", "nowhere"],
    ] {
        said.refused(&format!("trifactor {}", arguments.join(" ")), place.run(arguments));
    }
    insta::assert_snapshot!(said.text());
}

#[test]
fn a_folder_that_holds_something_is_kept_unless_overwriting_is_asked_for() {
    let place = Place::new();
    let mut said = Catalogue::default();
    place.put("taken/notes.txt", "mine");
    place.put("taken/summary.json", "mine too");
    place.put("file", "mine as well");
    said.refused("a folder with something in it", place.run(&["run", "good.ron", "--out", "taken"]));
    said.refused("a file", place.run(&["run", "good.ron", "--out", "file"]));
    said.refused("below a file", place.run(&["run", "good.ron", "--out", "file/out"]));
    said.refused("where nobody can write", place.run(&["run", "good.ron", "--out", "/proc/trifactor"]));
    insta::assert_snapshot!(said.text());
    assert_eq!(place.read("taken/summary.json"), b"mine too");

    // No run wrote it, whatever it is called.
    let overwrite = ["run", "good.ron", "--out", "taken", "--overwrite", "--quiet"];
    let done = place.run(&overwrite);
    assert_eq!(done.code, Some(2), "{}", done.stderr);
    assert_eq!(place.read("taken/summary.json"), b"mine too");
    std::fs::remove_file(place.path().join("taken/summary.json")).unwrap();
    assert_eq!(place.run(&overwrite).code, Some(0));
    assert_eq!(place.read("taken/notes.txt"), b"mine", "what no run writes stays");
    let summary = place.read("taken/summary.json");
    assert_eq!(place.run(&overwrite).code, Some(0));
    assert_ne!(place.read("taken/summary.json"), summary, "what a run wrote goes");
}

#[test]
fn overwriting_keeps_the_old_run_until_the_new_one_can_begin() {
    let place = Place::new();
    place.put("taken/summary.json", "the old run");
    let done = place.run(&["run", "good.ron", "--out", "taken", "--overwrite", "--set", "task=mnist"]);
    assert_eq!(done.code, Some(2));
    assert_eq!(place.read("taken/summary.json"), b"the old run");
}

#[test]
#[cfg(target_os = "linux")]
fn a_folder_whose_name_no_json_could_hold_is_refused_before_anything_runs() {
    use std::os::unix::ffi::OsStrExt;
    let place = Place::new();
    let mut command = place.program(&["run", "good.ron", "--quiet", "--out"]);
    let done = command.arg(std::ffi::OsStr::from_bytes(b"o\xffut")).output().expect("the program starts");
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(2), "{said}");
    assert!(said.contains("is not Unicode") && said.contains("--out"), "{said}");
    assert!(!place.path().join(std::ffi::OsStr::from_bytes(b"o\xffut")).exists());
}
