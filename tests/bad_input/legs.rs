//! Runs that change half way: what is refused leaves the folder as it was, and what is allowed is told everywhere.

use crate::place::{Catalogue, GOOD, Place, edited};
use serde_json::Value;

fn json(place: &Place, name: &str) -> Value {
    serde_json::from_slice(&place.read(name)).unwrap()
}

fn done(place: &Place, arguments: &[&str]) {
    let done = place.run(arguments);
    assert_eq!(done.code, Some(0), "{arguments:?}: {}", done.stderr);
}

/// A run of four updates, with probes of every format.
fn probed() -> Place {
    let place = Place::new();
    let probes =
        "probes: [(population: \"h1\"), (population: \"h1\", every: 2, format: jsonl), (projection: \"h1_digit\",
        format: npz)],\n    run: run(";
    place.put(
        "probed.ron",
        edited(&[("run: run(", probes)]).replace("to: \"digit\")", "to: \"digit\", connectivity: in_degree(k: 5))"),
    );
    done(&place, &["run", "probed.ron", "--out", "run", "--quiet"]);
    place
}

#[test]
fn a_resume_that_is_refused_leaves_every_byte_of_the_folder() {
    let place = probed();
    let mut said = Catalogue::default();
    let text = String::from_utf8(place.read("probed.ron")).unwrap();
    place.put(
        "romo.ron",
        text.replace("task: digits", "task: romo")
            .replace("size: 10", "size: 2")
            .replace("format: npz", "format: npz, every: 3"),
    );
    place.put("broken.ron", &text[..text.len() - 20]);
    place.put("reordered.ron", {
        let (h1, digit) =
            ("(from: \"pixels\", to: \"h1\"),", "(from: \"h1\", to: \"digit\", connectivity: in_degree(k: 5)),");
        assert!(text.contains(h1) && text.contains(digit));
        text.replace(h1, "HERE").replace(digit, h1).replace("HERE", digit)
    });
    place.put("file", "");
    let before = place.contents("run");
    for (what, arguments) in [
        ("more replicas", &["--set", "run.replicas=64"][..]),
        ("another activation", &["--set", "populations.h1.activation=relu"]),
        ("another time constant", &["--set", "populations.h1.tau=\"5 ms\""]),
        ("another time step", &["--set", "dt=2"]),
        ("another schedule", &["--set", "plasticity.schedule=cosine()"]),
        ("another optimizer", &["--set", "plasticity.optimizer=adam()"]),
        ("another seed", &["--seed", "2"]),
        ("another credit, with its own sigma", &["--set", "credit=vanilla_noise(noise: noise(sigma: 0.2))"]),
        ("another connectivity", &["--set", "projections.1.connectivity=in_degree(k: 6)"]),
        ("weights that do not learn", &["--set", "projections.1.plastic=false"]),
        ("other initial weights", &["--set", "projections.1.weights=he()"]),
        ("another loss", &["--set", "loss=squared"]),
        ("another task", &["romo.ron"]),
        ("projections in another order", &["reordered.ron"]),
        ("a rate and a size", &["--set", "plasticity.optimizer.rate=0.01", "--set", "populations.h1.size=17"]),
        ("fewer updates than were done", &["--set", "run.updates=2"]),
        ("a field that does not exist", &["--set", "run.replica=64"]),
        ("a broken circuit file", &["broken.ron"]),
        ("no circuit file", &["nowhere.ron"]),
        ("no such device", &["--device", "cuda:99"]),
        ("a data folder that is not there", &["--data-dir", "nowhere"]),
        ("a probe of more than there is", &["--set", "probes.0.replicas=999"]),
        ("an --out that is a file", &["--out", "file", "--set", "run.updates=6"]),
        ("an --out that holds something", &["--out", ".", "--set", "run.updates=6"]),
    ] {
        let arguments: Vec<&str> =
            ["run"].into_iter().chain(arguments.iter().copied()).chain(["--resume", "run"]).collect();
        let refused = place.run(&arguments);
        assert!(place.contents("run") == before, "{what}");
        if what == "no such device" {
            assert_eq!(refused.code, Some(2), "{what}");
            continue;
        }
        said.refused(what, refused);
    }
    insta::assert_snapshot!(said.text());
    done(&place, &["run", "--resume", "run", "--quiet"]);
}

#[test]
fn a_resume_of_a_damaged_folder_is_refused_and_leaves_every_byte_of_it() {
    let mut said = Catalogue::default();
    let place = probed();
    let whole = place.contents("run");
    let (npy, jsonl, npz) =
        ("run/probes/h1_activity.npy", "run/probes/h1_activity.jsonl", "run/probes/h1_digit_weights.npz");
    let read = |name: &str| place.read(name);
    let cut = |bytes: Vec<u8>| bytes[..bytes.len() - 40].to_vec();
    let checkpoint = "run/checkpoint.safetensors";
    let flipped = |at: usize| {
        let mut bytes = read(checkpoint);
        bytes[at] ^= 1;
        bytes
    };
    let newer = String::from_utf8_lossy(&read(checkpoint)).find("trifactor-checkpoint-2").unwrap();
    let mut of_later = read(checkpoint);
    of_later[newer + 21] = b'3';
    for (what, file, bytes) in [
        ("a checkpoint cut short", checkpoint, cut(read(checkpoint))),
        ("a checkpoint of a later version", checkpoint, of_later),
        ("a checkpoint with a byte of its header changed", checkpoint, flipped(8)),
        ("a circuit file that was cut short", "run/circuit.ron", cut(read("run/circuit.ron"))),
        ("a circuit file that was changed", "run/circuit.ron", {
            String::from_utf8(read("run/circuit.ron")).unwrap().replace("size: 16", "size: 17").into_bytes()
        }),
        ("an array cut short", npy, {
            let bytes = read(npy);
            bytes[..bytes.len() - 64].to_vec()
        }),
        ("an array of something else", npy, vec![7; 2000]),
        ("lines that are missing", jsonl, vec![]),
        ("lines that are none", jsonl, b"1\n2\n3\n".to_vec()),
        ("an archive cut short", npz, cut(read(npz))),
        ("an archive of something else", npz, b"PK\x03\x04 and nothing".to_vec()),
    ] {
        let sound = place.read(file);
        place.put(file, &bytes);
        let before = place.contents("run");
        let refused = place.run(&["run", "--resume", "run", "--set", "run.updates=6"]);
        assert!(place.contents("run") == before, "{what}");
        said.refused(what, refused);
        place.put(file, &sound);
    }
    insta::assert_snapshot!(said.text());
    assert!(place.contents("run") == whole);
    done(&place, &["run", "--resume", "run", "--quiet"]);
}

#[test]
fn what_changes_half_way_is_a_leg_in_the_summary_the_circuit_file_and_the_page() {
    let place = Place::new();
    done(&place, &["run", "good.ron", "--out", "run", "--quiet"]);
    let one = json(&place, "run/summary.json");
    assert_eq!(one["legs"].as_array().unwrap().len(), 1);
    let text = |name: &str| String::from_utf8(place.read(name)).unwrap();
    assert!(!text("run/circuit.ron").contains("//") && !text("run/report.html").contains("Legs"));

    let longer = ["run", "--resume", "run", "--set", "run.updates=6", "--set", "plasticity.optimizer.rate=0.02"];
    let told = place.run(&longer);
    assert_eq!(told.code, Some(0), "{}", told.stderr);
    assert!(
        told.stderr.contains("a new leg from update 4 on: plasticity.optimizer.rate: 0.1 → 0.02; run.updates: 4 → 6"),
        "{}",
        told.stderr
    );
    let two = json(&place, "run/summary.json");
    let legs = two["legs"].as_array().unwrap();
    assert_eq!(legs.len(), 2);
    assert_eq!((&legs[1]["from_update"], &legs[1]["samples"]), (&4.into(), &128.into()));
    let changes: Vec<String> = legs[1]["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| {
            let part = |key: &str| change[key].as_str().unwrap();
            format!("{} {} {}", part("path"), part("from"), part("to"))
        })
        .collect();
    assert_eq!(changes, ["plasticity.optimizer.rate 0.1 0.02", "run.updates 4 6"]);
    assert_eq!((&two["steps"], &two["samples"], &two["version"]), (&6.into(), &192.into(), &legs[1]["version"]));
    let circuit = text("run/circuit.ron");
    assert!(circuit.starts_with("// The circuit of the last leg: not all of the run had it."), "{circuit}");
    assert!(circuit.contains("//   update 4, cpu, version ") && circuit.contains("rate: 0.02"), "{circuit}");
    let page = text("run/report.html");
    assert!(page.contains("<h2>Legs</h2>") || page.contains(">Legs<"), "the page has a section");
    assert!(page.contains("plasticity.optimizer.rate: 0.1 → 0.02"));

    // Going on with nothing changed is the same leg, and the file can be run again.
    done(&place, &["run", "--resume", "run", "--quiet"]);
    assert_eq!(json(&place, "run/summary.json")["legs"], two["legs"]);
    assert_eq!(text("run/circuit.ron"), circuit);
    done(&place, &["run", "run/circuit.ron", "--out", "again", "--quiet"]);
    assert!(!text("again/circuit.ron").contains("//"));
}

#[test]
fn a_run_that_was_stopped_and_resumed_is_one_leg_with_the_bits_of_one_that_was_not() {
    let place = Place::new();
    place.put("six.ron", edited(&[("updates: 4", "updates: 6")]));
    done(&place, &["run", "six.ron", "--out", "whole", "--quiet"]);
    done(&place, &["run", "six.ron", "--out", "parts", "--quiet"]);
    done(&place, &["run", "--resume", "parts", "--quiet"]);
    assert!(place.read("whole/checkpoint.safetensors") == place.read("parts/checkpoint.safetensors"));
}

#[test]
fn another_circuit_needs_another_folder_and_says_what_it_inherits() {
    let place = Place::new();
    place.put(
        "first.ron",
        GOOD.replace(
            "credit: backprop",
            "credit: manifold_noise(manifold: pca(rank: 4)), plasticity: (optimizer: momentum(rate: 0.1))",
        ),
    );
    done(&place, &["run", "first.ron", "--out", "run", "--quiet"]);
    let before = place.contents("run");
    let other = [
        "run",
        "--resume",
        "run",
        "--out",
        "other",
        "--set",
        "credit=vanilla_noise",
        "--set",
        "run.replicas=64",
        "--set",
        "run.updates=6",
    ];
    let told = place.run(&other);
    assert_eq!(told.code, Some(0), "{}", told.stderr);
    assert!(place.contents("run") == before);
    assert!(told.stderr.contains("inherits weights.pixels_h1"), "{}", told.stderr);
    let summary = json(&place, "other/summary.json");
    let leg = &summary["legs"][1];
    let names = |key: &str| {
        leg["inherited"][key].as_array().unwrap().iter().map(|n| n.as_str().unwrap().to_string()).collect::<Vec<_>>()
    };
    let kept = names("kept");
    for name in ["weights.pixels_h1", "weights.h1_digit", "bias.h1", "first_moment.weights.pixels_h1"] {
        assert!(kept.contains(&name.to_string()), "{name} in {kept:?}");
    }
    assert_eq!(names("anew"), ["feedback.h1"]);
    assert!(names("left").contains(&"basis.h1".to_string()), "{:?}", names("left"));
    // Four updates of 32 trials, two of 64; a perturbation each, in the first run as in the second.
    assert_eq!((&summary["steps"], &summary["samples"]), (&6.into(), &256.into()));
    assert_eq!(summary["perturbations"]["h1"], 256);
    assert_eq!(summary["credit"], "vanilla_noise");
    let page = String::from_utf8(place.read("other/report.html")).unwrap();
    assert!(page.contains("begins anew: feedback.h1"));
    // And goes on in its own folder as its own.
    done(&place, &["run", "--resume", "other", "--quiet", "--set", "run.updates=7"]);
    let summary = json(&place, "other/summary.json");
    assert_eq!((&summary["samples"], &summary["perturbations"]["h1"]), (&320.into(), &320.into()));

    let wider = place.run(&["run", "--resume", "run", "--out", "wider", "--set", "populations.h1.size=17"]);
    assert_eq!(wider.code, Some(2));
    assert!(wider.stderr.contains("`weights.pixels_h1` is F32 [16, 64], not F32 [17, 64]"), "{}", wider.stderr);
    assert!(!place.path().join("wider").exists());
}

#[test]
fn probes_that_change_half_way_begin_files_of_their_own() {
    let place = probed();
    let array = |name: &str| {
        let npy = npyz::NpyFile::new(std::fs::File::open(place.path().join(name)).unwrap()).unwrap();
        (npy.shape().to_vec(), npy.into_vec::<f32>().unwrap())
    };
    let (first, recorded) = (place.read("run/probes/h1_activity.npy"), array("run/probes/h1_activity.npy"));
    assert_eq!(recorded.0, [4, 1, 1, 16]);
    done(&place, &["run", "--resume", "run", "--quiet", "--set", "run.updates=9", "--set", "probes.0.every=2"]);
    // What was recorded at every update stays as it is; updates 4, 6 and 8 are beside it.
    assert!(place.read("run/probes/h1_activity.npy") == first);
    assert_eq!(array("run/probes/h1_activity_from4.npy").0, [3, 1, 1, 16]);
    let lines = String::from_utf8(place.read("run/probes/h1_activity.jsonl")).unwrap();
    assert_eq!(lines.lines().count(), 5, "the cadence of this probe did not change: 0, 2, 4, 6, 8");
    let legs = json(&place, "run/summary.json")["legs"].clone();
    let files = |leg: usize| {
        legs[leg]["recordings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|r| format!("{} {}", r["file"].as_str().unwrap(), r["from_update"]))
            .collect::<Vec<_>>()
    };
    assert_eq!(files(0), ["h1_activity.npy 0", "h1_activity.jsonl 0", "h1_digit_weights.npz 0"]);
    assert_eq!(files(1), ["h1_activity_from4.npy 4", "h1_activity.jsonl 0", "h1_digit_weights.npz 0"]);
    let page = String::from_utf8(place.read("run/report.html")).unwrap();
    assert!(page.contains("activity of h1, from update 4 on"));

    // The same numbers as a run that recorded so all the time.
    done(
        &place,
        &["run", "probed.ron", "--out", "even", "--quiet", "--set", "run.updates=9", "--set", "probes.0.every=2"],
    );
    let (even, beside) = (array("even/probes/h1_activity.npy"), array("run/probes/h1_activity_from4.npy"));
    assert_eq!(even.1[2 * 16..], beside.1);

    // A file that was moved away, and one that is elsewhere: recording begins anew, and says where.
    std::fs::rename(place.path().join("run/probes/h1_activity.jsonl"), place.path().join("mine.jsonl")).unwrap();
    done(&place, &["run", "--resume", "run", "--quiet", "--set", "run.updates=11"]);
    let lines = String::from_utf8(place.read("run/probes/h1_activity_from9.jsonl")).unwrap();
    assert_eq!(lines.lines().map(|l| l.split(',').next().unwrap()).collect::<Vec<_>>(), ["{\"update\":10"]);
    assert_eq!(array("run/probes/h1_activity_from4.npy").0[0], 4, "updates 4, 6, 8 and 10");
    done(&place, &["run", "--resume", "run", "--out", "there", "--quiet", "--set", "run.updates=13"]);
    assert_eq!(array("there/probes/h1_activity_from11.npy").0[0], 1, "update 12");
}
