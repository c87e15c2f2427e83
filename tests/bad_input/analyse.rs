//! `trifactor analyse` of what cannot be analysed, and what it documents where it can.

use crate::place::{Catalogue, Place, edited};
use serde_json::Value;
use trifactor::record::npy::Stream;

fn with_run() -> Place {
    let place = Place::new();
    assert_eq!(place.run(&["run", "good.ron", "--out", "run", "--quiet"]).code, Some(0));
    place
}

fn put_array(place: &Place, name: &str, shape: &[usize], count: usize) {
    let path = place.path().join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut stream = Stream::open(&path, &shape[1..], 0).unwrap();
    (0..shape[0]).for_each(|k| stream.append(&vec![k as f32; count / shape[0]]).unwrap());
    stream.flush().unwrap();
}

#[test]
fn what_is_no_run_and_what_is_nothing_to_compare_with_is_refused() {
    let place = with_run();
    place.put("empty/notes.txt", "");
    for name in ["mine/run-1", "mine/run-2"] {
        assert_eq!(place.run(&["run", "good.ron", "--out", name, "--quiet", "--no-report"]).code, Some(0));
    }
    // The first format of checkpoints did not tell.
    let said = [("format", "trifactor-checkpoint-1"), ("update", "4")].map(|(k, v)| (k.to_string(), v.to_string()));
    let bytes = 1.0_f32.to_le_bytes();
    let bias = safetensors::tensor::TensorView::new(safetensors::Dtype::F32, vec![1, 1], &bytes).unwrap();
    place.put("elsewhere.safetensors", safetensors::serialize([("bias.h1", bias)], Some(said.into())).unwrap());
    place.put("wider.ron", edited(&[("size: 16", "size: 17")]));
    // What it is told of is what differs in the circuit, not that its run is shorter.
    let another = "task: teacher(inputs: 7, outputs: 10, rank: 4)";
    place.put("shorter.ron", edited(&[("task: digits", another), ("updates: 4", "updates: 1")]));
    place.put("flat.ron", edited(&[("task: digits", "task: teacher(inputs: 64, outputs: 10, rank: 4)")]));
    assert_eq!(place.run(&["run", "flat.ron", "--out", "flat", "--quiet"]).code, Some(0));
    place.put("no_stimuli/rdm_a.npy", "");
    place.put("no_images/images/readme.txt", "");
    place.put("damaged/images/0.png", "no image");
    (1..4).for_each(|k| place.put(&format!("damaged/images/{k}.png"), "no image"));
    put_array(&place, "wrong_size/stimuli.npy", &[8, 65], 8 * 65);
    put_array(&place, "no_reference/stimuli.npy", &[8, 64], 8 * 64);
    put_array(&place, "wrong_rdm/stimuli.npy", &[8, 64], 8 * 64);
    put_array(&place, "wrong_rdm/rdm_short.npy", &[27], 27);
    let squares = |other: &[(usize, f32)]| {
        let mut values: Vec<f32> = (0..2 * 64).map(|k| if k % 9 == 0 { 0.0 } else { 0.5 }).collect();
        // The second starts at 64, where the diagonal does too.
        values.copy_within(..64, 64);
        other.iter().for_each(|&(at, x)| values[at] = x);
        values
    };
    let at = |k: usize, row: usize, column: usize| 64 * k + 8 * row + column;
    for (name, values) in [
        ("lopsided", &squares(&[(at(1, 2, 5), 0.50003), (at(1, 3, 7), 0.7), (at(1, 7, 3), 0.25)])[64..]),
        ("alike", &squares(&[(at(0, 1, 1), 1.0)])[..64]),
        ("one_of_two", &squares(&[(at(1, 6, 0), -2.0)])),
    ] {
        put_array(&place, &format!("{name}/stimuli.npy"), &[8, 64], 8 * 64);
        let shape = if values.len() == 64 { &[8][..] } else { &[8, 8] };
        let mut stream = Stream::open(&place.path().join(name).join("rdm_a.npy"), shape, 0).unwrap();
        values.chunks(shape.iter().product::<usize>()).for_each(|item| stream.append(item).unwrap());
        stream.flush().unwrap();
    }
    let integers = "{'descr': '<i8', 'fortran_order': False, 'shape': (8, 64), }";
    let header = [b"\x93NUMPY\x01\x00\x76\x00", format!("{integers:<117}\n").as_bytes()].concat();
    place.put("integers/stimuli.npy", [header, vec![0; 8 * 8 * 64]].concat());
    put_array(&place, "wrong_responses/stimuli.npy", &[8, 64], 8 * 64);
    put_array(&place, "wrong_responses/responses.npy", &[7, 5], 35);
    let mut said = Catalogue::default();
    for (what, arguments) in [
        ("nothing there", &["nowhere"][..]),
        ("a folder without a run", &["empty"]),
        ("a folder of runs that nobody compared", &["mine"]),
        ("a checkpoint without its circuit", &["elsewhere.safetensors"]),
        ("a circuit file", &["good.ron", "--circuit", "good.ron"]),
        ("another circuit", &["run", "--circuit", "wider.ron"]),
        ("another task", &["run", "--circuit", "shorter.ron"]),
        ("another seed", &["run", "--set", "seed=2"]),
        ("one document for two runs", &["run", "flat", "--out", "x.json"]),
        ("too few rows", &["run", "--trials", "2"]),
        ("no such folder", &["run", "--similarity", "nowhere"]),
        ("no stimuli", &["run", "--similarity", "no_stimuli"]),
        ("no images", &["run", "--similarity", "no_images"]),
        ("images that are none", &["run", "--similarity", "damaged"]),
        ("stimuli of another size", &["run", "--similarity", "wrong_size"]),
        ("nothing to compare with", &["run", "--similarity", "no_reference"]),
        ("dissimilarities of other stimuli", &["run", "--similarity", "wrong_rdm"]),
        ("dissimilarities that are not symmetric", &["run", "--similarity", "lopsided"]),
        ("similarities", &["run", "--similarity", "alike"]),
        ("a subject that is not symmetric", &["run", "--similarity", "one_of_two"]),
        ("stimuli that are integers", &["run", "--similarity", "integers"]),
        ("responses to other stimuli", &["run", "--similarity", "wrong_responses"]),
        ("images for a circuit that takes none", &["flat", "--similarity", "damaged"]),
    ] {
        let arguments: Vec<&str> = ["analyse"].into_iter().chain(arguments.iter().copied()).collect();
        said.refused(what, place.run(&arguments));
    }
    insta::assert_snapshot!(said.text());
}

#[test]
fn analyse_prints_the_document_that_it_writes_and_a_run_writes_one_too() {
    let place = with_run();
    let of_the_run: Value = serde_json::from_slice(&place.read("run/analysis.json")).unwrap();
    let done = place.run(&["analyse", "run", "--json"]);
    assert_eq!((done.code, done.stderr.as_str()), (Some(0), ""));
    let printed: Value = serde_json::from_str(&done.stdout).unwrap();
    let written: Value = serde_json::from_slice(&place.read("run/analysis.json")).unwrap();
    assert_eq!(printed, written);
    assert_eq!(keys(&printed), keys(&of_the_run));
    insta::assert_snapshot!(keys(&printed));

    let off = place.run(&["run", "good.ron", "--out", "off", "--quiet", "--set", "run.measure_every=0"]);
    assert_eq!(off.code, Some(0), "{}", off.stderr);
    assert!(!place.path().join("off/analysis.json").exists());
}

/// The names in a document, indented; of a list the first item's.
fn keys(value: &Value) -> String {
    fn add(value: &Value, depth: usize, out: &mut String) {
        match value {
            Value::Object(fields) => fields.iter().for_each(|(name, value)| {
                *out += &format!("{}{name}\n", "  ".repeat(depth));
                add(value, depth + 1, out);
            }),
            Value::Array(items) => items.iter().take(1).for_each(|item| add(item, depth, out)),
            _ => {}
        }
    }
    let mut out = String::new();
    add(value, 0, &mut out);
    out
}

#[test]
fn weights_can_be_analysed_whatever_the_length_of_the_run() {
    let place = with_run();
    place.put("shorter.ron", edited(&[("updates: 4", "updates: 1")]));
    let analysed = |circuit: &str| {
        let done = place.run(&["analyse", "run/checkpoint.safetensors", "--circuit", circuit, "--json"]);
        assert_eq!(done.code, Some(0), "{circuit}: {}", done.stderr);
        done.stdout
    };
    assert_eq!(analysed("good.ron"), analysed("shorter.ron"));
}

#[test]
fn a_run_that_is_named_twice_is_one_run() {
    let place = with_run();
    let done = place.run(&["analyse", "run", "run/../run", "run/checkpoint.safetensors", "--json"]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    assert!(serde_json::from_str::<Value>(&done.stdout).unwrap().is_object(), "one document, not a list of three");
}

#[test]
fn several_analyses_say_whose_they_are_in_the_order_in_which_sizes_are_counted() {
    let place = Place::new();
    let sizes = ["--size", "h1=8,16,128", "--credit", "frozen", "--seeds", "1", "--no-report", "--quiet"];
    assert_eq!(place.run(&[&["scale", "good.ron", "--out", "sizes"], &sizes[..]].concat()).code, Some(0));
    let alone = place.run(&["run", "good.ron", "--out", "alone", "--quiet", "--seed", "7", "--no-report"]);
    assert_eq!(alone.code, Some(0));
    place.put("alone/copy.safetensors", place.read("alone/checkpoint.safetensors"));
    let given = ["alone", "sizes", "alone/copy.safetensors"];
    let done = place.run(&[&["analyse"], &given[..], &["--json", "--no-report", "--trials", "8"]].concat());
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    let listed: Vec<Value> = serde_json::from_str(&done.stdout).unwrap();
    let of = |key: &str| listed.iter().map(|one| one[key].clone()).collect::<Vec<_>>();
    let compared = [8, 16, 128].map(|size| format!("sizes/frozen-{size}-seed1"));
    let outs = [&["alone".to_string()], &compared[..], &["alone/copy.safetensors".to_string()]].concat();
    assert_eq!(of("out"), outs);
    assert_eq!(of("credit"), ["backprop", "frozen", "frozen", "frozen", "backprop"]);
    assert_eq!(of("seed"), [7, 1, 1, 1, 7]);
    assert!(listed.iter().all(|one| one["circuit"] == "good" && one["populations"]["h1"].is_object()));
    let document: Value = serde_json::from_slice(&place.read("sizes/frozen-16-seed1/analysis.json")).unwrap();
    assert_eq!(listed[2]["populations"], document["populations"]);
    // Tables have the circuit's order of populations: "digit" comes last.
    for given in [&["sizes"][..], &["alone"]] {
        let done = place.run(&[&["analyse"], given, &["--no-report", "--trials", "8"]].concat());
        let line = |name| done.stdout.lines().position(|line| line.split_whitespace().any(|word| word == name));
        assert!(line("h1").unwrap() < line("digit").unwrap(), "{}", done.stdout);
    }
}

#[test]
fn references_of_one_name_are_told_apart() {
    let place = with_run();
    put_array(&place, "given/stimuli.npy", &[8, 64], 8 * 64);
    put_array(&place, "given/rdm_b.npy", &[28], 28);
    put_array(&place, "given/rdm_a.npy", &[28], 28);
    put_array(&place, "given/responses_a.npy", &[8, 5], 40);
    let done = place.run(&["analyse", "run", "--similarity", "given", "--json"]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    let document: Value = serde_json::from_str(&done.stdout).unwrap();
    let rows = document["similarity"]["rows"].as_array().unwrap();
    let names: std::collections::BTreeSet<&str> = rows.iter().map(|row| row["reference"].as_str().unwrap()).collect();
    assert_eq!(names.into_iter().collect::<Vec<_>>(), ["b", "rdm_a", "responses_a"]);
}

#[test]
fn what_was_found_of_the_same_weights_stays_until_it_is_asked_anew() {
    let place = with_run();
    put_array(&place, "given/stimuli.npy", &[8, 64], 8 * 64);
    put_array(&place, "given/rdm_a.npy", &[28], 28);
    put_array(&place, "other/stimuli.npy", &[9, 64], 9 * 64);
    put_array(&place, "other/rdm_a.npy", &[36], 36);
    let analysed = |arguments: &[&str]| -> Value {
        let done = place.run(&[&["analyse", "run", "--quiet", "--no-report"], arguments].concat());
        assert_eq!(done.code, Some(0), "{}", done.stderr);
        serde_json::from_slice(&place.read("run/analysis.json")).unwrap()
    };
    let robust = analysed(&["--robustness", "--trials", "20"]);
    assert!(robust["robustness"]["trials"] == 20 && robust["similarity"].is_null());
    let both = analysed(&["--similarity", "given"]);
    assert_eq!(both["robustness"], robust["robustness"]);
    let plain = analysed(&["--trials", "30"]);
    assert_eq!(plain["trials"], 30);
    assert!(plain["robustness"] == both["robustness"] && plain["similarity"] == both["similarity"]);
    let anew = analysed(&["--robustness", "--similarity", "other"]);
    assert!(anew["robustness"]["trials"] != 20 && anew["similarity"]["source"] == "other");

    // A resumed run that had ended has the same weights; one that goes on has others.
    assert_eq!(place.run(&["run", "--resume", "run", "--quiet", "--no-report"]).code, Some(0));
    let ended: Value = serde_json::from_slice(&place.read("run/analysis.json")).unwrap();
    assert!(ended["trials"] == 128 && ended["similarity"] == anew["similarity"]);
    let longer = ["run", "--resume", "run", "--quiet", "--no-report", "--set", "run.updates=6"];
    assert_eq!(place.run(&longer).code, Some(0));
    let gone = analysed(&[]);
    assert!(gone["update"] == 6 && gone["robustness"].is_null() && gone["similarity"].is_null());
    // Nor do checkpoints of two runs of one length share what was found.
    analysed(&["--robustness"]);
    let other = ["run", "good.ron", "--out", "again", "--quiet", "--set", "run.updates=6", "--set", "credit=frozen"];
    assert_eq!(place.run(&other).code, Some(0));
    place.put("run/other.safetensors", place.read("again/checkpoint.safetensors"));
    let other = ["analyse", "run/other.safetensors", "--circuit", "again/circuit.ron", "--quiet", "--no-report"];
    assert_eq!(place.run(&other).code, Some(0));
    let other: Value = serde_json::from_slice(&place.read("run/analysis.json")).unwrap();
    assert!(other["update"] == 6 && other["robustness"].is_null());
}
