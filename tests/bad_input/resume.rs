//! Checkpoints that cannot be resumed from.

use crate::place::{Catalogue, Place, edited};
use safetensors::tensor::{Dtype, TensorView, serialize};
use std::collections::HashMap;
use trifactor::run::Session;
use trifactor::run::session::SessionOptions;

#[test]
fn a_checkpoint_of_another_run_is_refused_and_the_run_is_kept() {
    let place = Place::new();
    let mut said = Catalogue::default();
    assert_eq!(place.run(&["run", "good.ron", "--out", "run", "--quiet"]).code, Some(0));
    let metrics = place.read("run/metrics.jsonl");
    let whole = place.read("run/checkpoint.safetensors");
    place.put("empty/notes.txt", "");
    place.put("cut.safetensors", &whole[..whole.len() / 2]);
    place.put("noise.safetensors", [0x5a; 500]);
    place.put("old.safetensors", foreign(&[("format", "trifactor-checkpoint-1"), ("update", "4")], 1.0));
    place.put("foreign.safetensors", foreign(&[("format", "pt")], 1.0));
    place.put("wider.ron", edited(&[("size: 16", "size: 17")]));
    place.put(
        "longer.ron",
        edited(&[
            ("\"h1\": rate(size: 16)", "\"h1\": rate(size: 16), \"h2\": rate(size: 16)"),
            ("(from: \"h1\", to: \"digit\")", "(from: \"h1\", to: \"h2\"), (from: \"h2\", to: \"digit\")"),
        ]),
    );
    place.put("shorter.ron", edited(&[("updates: 4", "updates: 3")]));
    for (what, arguments) in [
        ("nothing there", &["--resume", "nowhere"][..]),
        ("a folder without a run", &["--resume", "empty"]),
        ("a checkpoint without its circuit", &["--resume", "old.safetensors"]),
        ("a circuit file", &["good.ron", "--resume", "good.ron"]),
        ("a checkpoint cut short", &["good.ron", "--resume", "cut.safetensors"]),
        ("noise", &["good.ron", "--resume", "noise.safetensors"]),
        ("another program's tensors", &["good.ron", "--resume", "foreign.safetensors"]),
        ("another size", &["wider.ron", "--resume", "run"]),
        ("another circuit", &["longer.ron", "--resume", "run"]),
        ("a shorter run", &["shorter.ron", "--resume", "run"]),
        ("another seed", &["--resume", "run", "--seed", "2"]),
        ("another credit", &["--resume", "run", "--set", "credit=direct_feedback"]),
    ] {
        let arguments: Vec<&str> = ["run"].into_iter().chain(arguments.iter().copied()).collect();
        said.refused(what, place.run(&arguments));
    }
    insta::assert_snapshot!(said.text());
    assert_eq!(place.read("run/metrics.jsonl"), metrics);
    assert_eq!(place.read("run/checkpoint.safetensors"), whole);
}

#[test]
fn a_checkpoint_with_a_weight_that_is_no_number_or_an_impossible_update_is_refused() {
    let place = Place::new();
    place.put(
        "one.ron",
        "Circuit(
        task: teacher(inputs: 1, outputs: 1, rank: 1),
        populations: {\"x\": input, \"y\": rate(size: 1, activation: identity)},
        projections: [(from: \"x\", to: \"y\")],
        credit: backprop,
        run: run(updates: 5),
    )",
    );
    let header =
        |update| [("format", "trifactor-checkpoint-1"), ("seed", "1"), ("credit", "backprop"), ("update", update)];
    for (what, bytes, code, words) in [
        ("all in order", foreign(&header("5"), 1.0), 0, ""),
        ("not a number", foreign(&header("5"), f32::NAN), 2, "holds NaN at element 0"),
        ("no update", foreign(&header("soon"), 1.0), 2, "does not say its update"),
        ("beyond the end", foreign(&header("18446744073709551615"), 1.0), 2, "this run ends at 5"),
    ] {
        place.put("made.safetensors", bytes);
        let done = place.run(&["run", "one.ron", "--resume", "made.safetensors", "--out", what, "--quiet"]);
        assert_eq!(done.code, Some(code), "{what}: {}", done.stderr);
        assert!(done.stderr.contains(words), "{what}: {}", done.stderr);
    }
}

#[test]
fn lines_before_the_checkpoint_stay_as_they_are() {
    let place = Place::new();
    assert_eq!(place.run(&["run", "good.ron", "--out", "run", "--quiet", "--no-report"]).code, Some(0));
    let before = place.read("run/metrics.jsonl");
    // A number that a hurried parser reads one unit in the last place off, and a key of a later version.
    let text = String::from_utf8(before).unwrap().replacen("\"wall_s\":", "\"k\":122872.1838875138,\"wall_s\":", 1);
    let kept = text + "{\"update\":2,\"cut sh";
    place.put("run/metrics.jsonl", &kept);
    let longer = ["run", "--resume", "run", "--quiet", "--no-report", "--set", "run.updates=6"];
    assert_eq!(place.run(&longer).code, Some(0));
    let after = place.read("run/metrics.jsonl");
    let whole = kept.rfind('\n').unwrap() + 1;
    assert!(after.len() > whole && after[..whole] == kept.as_bytes()[..whole], "{}", String::from_utf8_lossy(&after));
    assert!(!String::from_utf8_lossy(&after).contains("cut sh"), "the line that was cut short is gone");
}

#[test]
fn no_changed_byte_of_a_checkpoint_is_read_and_none_that_was_cut_short() {
    let place = Place::new();
    let small = edited(&[("size: 16", "size: 2"), ("replicas: 32", "replicas: 2"), ("updates: 4", "updates: 1")]);
    place.put("small.ron", small);
    assert_eq!(place.run(&["run", "small.ron", "--out", "run", "--quiet", "--no-report"]).code, Some(0));
    let loaded = trifactor::circuit::load_file(&place.path().join("small.ron"), &[]).unwrap();
    let options = SessionOptions { threads: 1, ..SessionOptions::default() };
    let mut session = Session::open(&loaded, &options).unwrap();
    let (whole, path) = (place.read("run/checkpoint.safetensors"), place.path().join("other.safetensors"));
    let mut read = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        session.restore(&path)
    };
    assert!(read(&whole).is_ok());
    // The name of the checksum: without it the file is one of an earlier version, and holds what it held.
    let name = whole.windows(15).position(|window| window == b"trifactor.crc32").unwrap();
    for at in (0..whole.len()).filter(|at| !(name..name + 15).contains(at)) {
        for bits in [1 << (at % 8), 0xff] {
            let mut other = whole.clone();
            other[at] ^= bits;
            let said = read(&other).expect_err("a changed byte").to_string();
            assert!(said.contains("other.safetensors"), "byte {at}: {said}");
        }
        assert!(read(&whole[..at]).is_err(), "{at} bytes");
    }
    // So does a file of weights that is read from it.
    let mut other = whole.clone();
    *other.last_mut().unwrap() ^= 1;
    place.put("other.safetensors", other);
    let weights =
        "(from: \"h1\", to: \"digit\", weights: from_file(path: \"other.safetensors\", name: \"weights.h1_digit\"))";
    let done = place.check(edited(&[("size: 16", "size: 2"), ("(from: \"h1\", to: \"digit\")", weights)]));
    assert!(done.code == Some(2) && done.stderr.contains("does not match its checksum"), "{}", done.stderr);
}

/// A checkpoint of one synapse and its neuron.
fn foreign(header: &[(&str, &str)], value: f32) -> Vec<u8> {
    let bytes = value.to_le_bytes();
    let tensor = || TensorView::new(Dtype::F32, vec![1, 1], &bytes).unwrap();
    let metadata: HashMap<String, String> = header.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
    serialize([("weights.x_y", tensor()), ("bias.y", tensor())], Some(metadata)).unwrap()
}
