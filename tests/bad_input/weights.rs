//! Weight files that are not there, or not what the projection needs.

use crate::place::{Catalogue, Place, edited};

fn npy(shape: &str, values: &[f32]) -> Vec<u8> {
    let header = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}\n");
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(values.iter().flat_map(|x| x.to_le_bytes()));
    bytes
}

fn from(path: &str) -> String {
    edited(&[(
        "from: \"h1\", to: \"digit\"",
        &format!("from: \"h1\", to: \"digit\", weights: from_file(path: {path})"),
    )])
}

#[test]
fn weights_that_cannot_be_used_are_refused_at_their_projection() {
    let place = Place::new();
    let mut said = Catalogue::default();
    let mut nan = [0.5; 160];
    nan[37] = f32::NAN;
    place.put("fits.npy", npy("(10, 16)", &[0.5; 160]));
    place.put("turned.npy", npy("(16, 10)", &[0.5; 160]));
    place.put("nan.npy", npy("(10, 16)", &nan));
    place.put("short.npy", npy("(10, 16)", &[0.5; 100]));
    place.put("vast.npy", npy("(10000000000, 10000000000)", &[0.5; 160]));
    place.put("text.npy", "0.5 0.5");
    place.put("broken.npz", b"PK\x03\x04 and then nothing");
    place.put("broken.safetensors", [0xff; 64]);
    place.put("weights.csv", "0.5,0.5");
    assert_eq!(place.check(from("\"fits.npy\"")).code, Some(0));
    for (what, path) in [
        ("missing", "\"nowhere.npy\""),
        ("missing outside of the folder", "\"../../nowhere/weights.npy\""),
        ("not an array outside of the folder", "\"../../../../../../../../../../etc/passwd\""),
        ("a folder", "\".\""),
        ("wrong shape", "\"turned.npy\""),
        ("not a number", "\"nan.npy\""),
        ("cut short", "\"short.npy\""),
        ("a header that claims too much", "\"vast.npy\""),
        ("text", "\"text.npy\""),
        ("broken archive", "\"broken.npz\""),
        ("broken safetensors", "\"broken.safetensors\""),
        ("another format", "\"weights.csv\""),
        ("another name in it", "\"fits.npy\", nmae: \"w\""),
    ] {
        said.refused(what, place.check(from(path)));
    }
    insta::assert_snapshot!(said.text());
}

#[test]
fn weights_that_contradict_signs_or_synapses_are_refused() {
    let place = Place::new();
    let mut said = Catalogue::default();
    place.put("w.npy", npy("(10, 16)", &[0.5; 160]));
    let with = |h1: &str, fields: &str| {
        let projection = format!("from: \"h1\", to: \"digit\", weights: from_file(path: \"w.npy\"){fields}");
        edited(&[("from: \"h1\", to: \"digit\"", &projection), ("size: 16", &format!("size: 16{h1}"))])
    };
    assert_eq!(place.check(with(", signs: excitatory", "")).code, Some(0));
    for (what, text) in [
        ("of the other sign", with(", signs: mixed", "")),
        ("where there is no synapse", with("", ", connectivity: blocks(count: 2)")),
        ("another number of synapses", with("", ", connectivity: in_degree(k: 3)").replace("size: 16", "size: 17")),
    ] {
        said.refused(what, place.check(text));
    }
    insta::assert_snapshot!(said.text());
}

#[test]
fn a_run_refuses_the_same_weights_and_makes_no_folder() {
    let place = Place::new();
    place.put("circuit.ron", from("\"nowhere.npy\""));
    let done = place.run(&["run", "circuit.ron", "--out", "out"]);
    assert_eq!((done.code, done.stdout.as_str()), (Some(2), ""));
    assert!(done.stderr.contains("projections.1.weights"), "{}", done.stderr);
    assert!(!place.path().join("out").exists());
}

#[test]
fn a_run_with_weights_from_a_file_resumes_from_its_folder_alone() {
    let place = Place::new();
    place.put("net/fits.npy", npy("(10, 16)", &[0.5; 160]));
    place.put("net/circuit.ron", from("\"fits.npy\""));
    assert_eq!(place.run(&["run", "net/circuit.ron", "--out", "out", "--quiet"]).code, Some(0));
    let done = place.run(&["run", "--resume", "out", "--quiet"]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
}
