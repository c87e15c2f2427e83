//! What is replaced, and what never is.

use crate::place::{Catalogue, GOOD, Place, edited};

#[test]
fn a_drawing_replaces_no_circuit() {
    let place = Place::new();
    let mut said = Catalogue::default();
    place.put("other.ron", GOOD);
    place.put("odd.svg", GOOD);
    for arguments in [
        &["explain", "good.ron", "--svg", "good.ron"][..],
        &["explain", "--svg", "other.ron", "good.ron"],
        &["explain", "--svg", "new.png", "good.ron"],
        &["explain", "odd.svg", "--svg", "odd.svg"],
    ] {
        said.refused(&format!("trifactor {}", arguments.join(" ")), place.run(arguments));
    }
    insta::assert_snapshot!(said.text());
    assert!(["good.ron", "other.ron", "odd.svg"].iter().all(|name| place.read(name) == GOOD.as_bytes()));
    assert!(!place.path().join("new.png").exists());
    assert_eq!(place.run(&["explain", "good.ron", "--svg", "new.svg"]).code, Some(0));
    assert!(place.read("new.svg").starts_with(b"<svg"));
}

#[test]
fn overwriting_replaces_its_own_kind_only_and_never_the_circuit() {
    let place = Place::new();
    let mut said = Catalogue::default();
    place.put("proj/circuit.ron", GOOD);
    place.put("proj/base.ron", GOOD);
    let compare = ["compare", "good.ron", "--credit", "frozen", "--seeds", "1", "--no-figures", "--quiet"];
    assert_eq!(place.run(&[&compare[..], &["--out", "several"]].concat()).code, Some(0));
    assert_eq!(place.run(&["run", "good.ron", "--out", "one", "--quiet", "--no-figures"]).code, Some(0));
    let inside = "several/frozen-seed1/circuit.ron";
    let kept =
        ["one/checkpoint.safetensors", "several/frozen-seed1/checkpoint.safetensors", inside, "proj/circuit.ron"];
    let before = kept.map(|name| place.read(name));
    for arguments in [
        &["run", "proj/circuit.ron", "--out", "proj", "--overwrite"][..],
        &["run", "proj/base.ron", "--out", "proj/../proj", "--overwrite"],
        &["compare", "proj/base.ron", "--out", "proj", "--overwrite"],
        &["compare", inside, "--out", "several", "--overwrite"],
        &["run", "good.ron", "--out", "several", "--overwrite"],
        &["compare", "good.ron", "--out", "one", "--overwrite"],
        &["scale", "good.ron", "--size", "h1=8", "--out", "one", "--overwrite"],
        &["scale", "good.ron", "--size", "h1=8", "--out", "several"],
        &["compare", "good.ron", "--out", "several"],
    ] {
        said.refused(&format!("trifactor {}", arguments.join(" ")), place.run(arguments));
    }
    insta::assert_snapshot!(said.text());
    assert!(before == kept.map(|name| place.read(name)), "what was refused changed nothing");
    assert_eq!(place.run(&[&compare[..], &["--out", "several", "--overwrite"]].concat()).code, Some(0));
}

#[test]
fn overwriting_leaves_in_probes_what_no_probe_wrote() {
    let place = Place::new();
    place.put(
        "probed.ron",
        edited(&[("credit:", "probes: [(population: \"h1\"), (population: \"h1\", format: npz)], credit:")]),
    );
    assert_eq!(place.run(&["run", "probed.ron", "--out", "run", "--quiet", "--no-figures"]).code, Some(0));
    let written =
        ["npy", "npz", "npz.npy", "npz.update.npy", "npz.partial"].map(|end| format!("run/probes/h1_activity.{end}"));
    assert!(written[..2].iter().all(|name| place.path().join(name).is_file()));
    // As a run leaves them that was killed, and one while it packed.
    written[2..].iter().for_each(|name| place.put(name, ""));
    let kept = ["run/probes/notes.txt", "run/probes/notes.partial"];
    kept.iter().for_each(|name| place.put(name, "mine"));
    let again = ["run", "good.ron", "--out", "run", "--quiet", "--no-figures", "--overwrite"];
    assert_eq!(place.run(&again).code, Some(0));
    assert!(kept.iter().all(|name| place.read(name) == b"mine"));
    assert!(!written.iter().any(|name| place.path().join(name).exists()));
}
