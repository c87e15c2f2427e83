//! Probes record what they say, and nothing depends on them.

use std::fs;
use std::path::Path;
use std::process::Command;
use trifactor::circuit;
use trifactor::run::folder::RunFolder;
use trifactor::run::session::SessionOptions;
use trifactor::run::{Options, Session, Silent, drive};

const STATIC: &str = r#"Circuit(
    task: digits,
    populations: {
        "pixels": input,
        "h1": rate(size: 24, activation: tanh),
        "digit": rate(size: 10, activation: identity),
    },
    projections: [(from: "pixels", to: "h1"), (from: "h1", to: "digit", connectivity: in_degree(k: 5))],
    credit: manifold_noise(manifold: pca(rank: 4, every: 2)),
    run: run(replicas: 8, updates: 40, evaluate_trials: 16),
    probes: [
        (population: "h1", every: 3, replicas: 2),
        (population: "h1", every: 3, replicas: 2, reduce: mean),
        (population: "h1", every: 3, replicas: 2, reduce: norm, format: jsonl),
        (population: "h1", every: 3, replicas: 2, reduce: components(count: 3)),
        (population: "h1", every: 3, variable: "basis"),
        (population: "h1", variable: "third_factor", from: 5, until: 9, replicas: 8),
        (population: "h1", variable: "feedback_weights", every: 39),
        (population: "digit", variable: "bias", every: 39),
        (projection: "pixels_h1", every: 39),
        (projection: "h1_digit", every: 10, reduce: norm),
    ],
)"#;

const THROUGH_TIME: &str = r#"Circuit(
    task: flip_flop(bits: 2, duration: "20 ms"),
    populations: {
        "pulses": input,
        "units": rate(size: 12, activation: tanh, tau: "3 ms"),
        "answer": rate(size: 2, activation: identity),
    },
    projections: [(from: "pulses", to: "units"), (from: "units", to: "units", delay: 1), (from: "units", to: "answer")],
    credit: direct_feedback,
    run: run(replicas: 4, updates: 6, evaluate_trials: 4),
    probes: [
        (population: "units", replicas: 3),
        (population: "units", replicas: 3, first_step: 4, end_step: 17, every_step: 5, every: 2),
        (projection: "units_units_delay1"),
    ],
)"#;

/// Runs a circuit in a new folder below `root`, stopped and resumed at an update if one is given.
fn run(text: &str, root: &Path, name: &str, stop: Option<u64>) -> RunFolder {
    let loaded = circuit::load_text(text, Path::new("probes.ron"), &[]).unwrap_or_else(|e| panic!("{e:?}"));
    let options = SessionOptions { threads: 1, ..SessionOptions::default() };
    let folder = RunFolder::create(Some(&root.join(name)), name, false).unwrap();
    let mut session = Session::open(&loaded, &options).unwrap();
    let drive_options = Options { folder: Some(folder.clone()), stop: None, threads: 1 };
    if let Some(update) = stop {
        // A checkpoint from the middle, beside the files of a run that went on: as after a crash.
        let mut first = Session::open(&loaded, &options).unwrap();
        while first.update() < update {
            first.advance(1).unwrap();
        }
        drive(&mut session, &drive_options, &mut Silent).unwrap();
        first.save(&folder.checkpoint()).unwrap();
        session = Session::open(&loaded, &options).unwrap();
        session.restore(&folder.checkpoint()).unwrap();
        folder.rewind(session.update()).unwrap();
    }
    drive(&mut session, &drive_options, &mut Silent).unwrap();
    folder
}

fn npy(folder: &RunFolder, name: &str) -> (Vec<u64>, Vec<f32>) {
    let file = fs::File::open(folder.file("probes").join(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
    let array = npyz::NpyFile::new(file).unwrap();
    (array.shape().to_vec(), array.into_vec().unwrap())
}

#[test]
fn reductions_are_those_of_the_whole() {
    let root = tempfile::tempdir().unwrap();
    let folder = run(STATIC, root.path(), "a", None);
    let (shape, whole) = npy(&folder, "h1_activity.npy");
    assert_eq!(shape, [14, 1, 2, 24]);
    assert!(whole.iter().any(|x| *x != 0.0));
    let (shape, means) = npy(&folder, "h1_activity_2.npy");
    assert_eq!(shape, [14, 1, 2, 1]);
    for (row, mean) in whole.chunks(24).zip(&means) {
        assert!((row.iter().sum::<f32>() / 24.0 - mean).abs() < 1e-6);
    }
    let text = fs::read_to_string(folder.file("probes/h1_activity.jsonl")).unwrap();
    let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.iter().map(|line| line["update"].as_u64().unwrap()).collect::<Vec<_>>()[..3], [0, 3, 6]);
    let (shape, coordinates) = npy(&folder, "h1_activity_3.npy");
    assert_eq!(shape, [14, 1, 2, 3]);
    let (shape, bases) = npy(&folder, "h1_basis.npy");
    assert_eq!(shape, [14, 4, 24]);
    for (recording, line) in lines.iter().enumerate() {
        for replica in 0..2 {
            let row = &whole[(recording * 2 + replica) * 24..][..24];
            let norm = row.iter().map(|x| x * x).sum::<f32>().sqrt();
            assert!((line["values"][0][replica][0].as_f64().unwrap() as f32 - norm).abs() < 1e-5);
            for component in 0..3 {
                let u = &bases[(recording * 4 + component) * 24..][..24];
                let along: f32 = u.iter().zip(row).map(|(u, x)| u * x).sum();
                let found = coordinates[(recording * 2 + replica) * 3 + component];
                assert!((along - found).abs() < 1e-5, "{along} {found}");
            }
        }
    }
}

#[test]
fn what_learning_makes_is_recorded_where_it_has_ended() {
    let root = tempfile::tempdir().unwrap();
    let folder = run(STATIC, root.path(), "a", None);
    let (shape, third) = npy(&folder, "h1_third_factor.npy");
    assert_eq!(shape, [4, 8, 24]);
    assert!(third.chunks(8 * 24).all(|update| update.iter().any(|x| *x != 0.0)));
    assert_eq!(npy(&folder, "h1_feedback_weights.npy").0, [2, 10, 4]);
    assert_eq!(npy(&folder, "digit_bias.npy").0, [2, 1, 10]);
    assert_eq!(npy(&folder, "h1_digit_weights.npy").0, [4, 10, 1]);
    let (shape, weights) = npy(&folder, "pixels_h1_weights.npy");
    assert_eq!(shape, [2, 24, 64]);
    let bytes = fs::read(folder.checkpoint()).unwrap();
    let saved = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    let last = saved.tensor("weights.pixels_h1").unwrap().data().to_vec();
    let recorded: Vec<u8> = weights[24 * 64..].iter().flat_map(|w| w.to_le_bytes()).collect();
    assert!(last == recorded, "update 39 is the last: its weights are the checkpoint's");
    assert_ne!(weights[..24 * 64], weights[24 * 64..]);
}

#[test]
fn weights_of_sparse_projections_are_reduced_by_neuron_and_their_places_are_known() {
    let root = tempfile::tempdir().unwrap();
    let probes = "probes: [(projection: \"h1_digit\", every: 39), (projection: \"h1_digit\", every: 39, reduce: norm),
        (projection: \"h1_digit\", every: 39, reduce: mean)])";
    let text = format!("{}{probes}", &STATIC[..STATIC.find("probes:").unwrap()]);
    // Chance leaves some neurons without synapses.
    let text = text.replace("in_degree(k: 5)", "probability(p: 0.1)");
    let folder = run(&text, root.path(), "a", None);
    let file = fs::File::open(folder.file("probes/h1_digit_synapses.npy")).unwrap();
    let array = npyz::NpyFile::new(file).unwrap();
    let synapses = array.shape()[0];
    assert_eq!(array.shape(), [synapses, 2]);
    let places: Vec<u32> = array.into_vec().unwrap();
    let places: Vec<(usize, usize)> = places.chunks(2).map(|pair| (pair[0] as usize, pair[1] as usize)).collect();
    let (shape, weights) = npy(&folder, "h1_digit_weights.npy");
    assert_eq!(shape, [2, synapses, 1]);
    assert!(places.iter().all(|&(post, pre)| post < 10 && pre < 24) && places.is_sorted_by(|a, b| a < b));

    let last = &weights[synapses as usize..];
    let (shape, norms) = npy(&folder, "h1_digit_weights_2.npy");
    assert_eq!(shape, [2, 10, 1]);
    let (shape, means) = npy(&folder, "h1_digit_weights_3.npy");
    assert_eq!(shape, [2, 10, 1]);
    let mut without = 0;
    for neuron in 0..10 {
        let own: Vec<f32> = places.iter().zip(last).filter(|(place, _)| place.0 == neuron).map(|(_, w)| *w).collect();
        let norm = own.iter().map(|w| w * w).sum::<f32>().sqrt();
        assert!((norms[10 + neuron] - norm).abs() < 1e-6);
        match own.len() {
            0 => assert!(means[10 + neuron].is_nan()),
            n => assert!((means[10 + neuron] - own.iter().sum::<f32>() / n as f32).abs() < 1e-6),
        }
        without += usize::from(own.is_empty());
    }
    assert!(without < 10);

    // The places are those of the circuit.
    let loaded = circuit::load_text(&text, Path::new("probes.ron"), &[]).unwrap();
    let session = Session::open(&loaded, &SessionOptions { threads: 1, ..SessionOptions::default() }).unwrap();
    let dense = session.plan().dense_weights(1, last.to_vec());
    for (&(post, pre), weight) in places.iter().zip(last) {
        assert_eq!(dense[post * 24 + pre], *weight);
    }
}

#[test]
fn windows_of_steps_are_cut_from_the_whole() {
    let root = tempfile::tempdir().unwrap();
    let folder = run(THROUGH_TIME, root.path(), "a", None);
    let (shape, whole) = npy(&folder, "units_activity.npy");
    assert_eq!(shape, [6, 20, 3, 12]);
    let (shape, cut) = npy(&folder, "units_activity_2.npy");
    assert_eq!(shape, [3, 3, 3, 12]);
    for recording in 0..3 {
        for (i, step) in [4, 9, 14].into_iter().enumerate() {
            let expected = &whole[(2 * recording * 20 + step) * 36..][..36];
            assert_eq!(&cut[(recording * 3 + i) * 36..][..36], expected, "recording {recording}, step {step}");
        }
    }
    assert_eq!(npy(&folder, "units_units_delay1_weights.npy").0, [6, 12, 12]);
}

#[test]
fn a_resumed_run_records_the_same_and_nothing_twice() {
    let root = tempfile::tempdir().unwrap();
    for (name, text, stop) in [("static", STATIC, 7), ("static_8", STATIC, 8), ("through_time", THROUGH_TIME, 3)] {
        let whole = run(text, root.path(), name, None);
        let resumed = run(text, root.path(), &format!("{name}_resumed"), Some(stop));
        let mut files = 0;
        for entry in fs::read_dir(whole.file("probes")).unwrap() {
            let file = entry.unwrap().file_name();
            let read = |folder: &RunFolder| fs::read(folder.file("probes").join(&file)).unwrap();
            assert!(read(&whole) == read(&resumed), "{file:?} of {name}");
            files += 1;
        }
        assert!(files >= 3);
    }
}

#[test]
fn probes_do_not_change_what_is_learned() {
    let root = tempfile::tempdir().unwrap();
    for text in [STATIC, THROUGH_TIME] {
        let without = format!("{})", &text[..text.find("probes:").unwrap()]);
        let tensors = |text: &str, name: &str| {
            let bytes =
                fs::read(run(text, &root.path().join(text.len().to_string()), name, None).checkpoint()).unwrap();
            let saved = safetensors::SafeTensors::deserialize(&bytes).unwrap();
            let mut tensors: Vec<_> = saved.iter().map(|(name, t)| (name.to_string(), t.data().to_vec())).collect();
            tensors.sort();
            tensors
        };
        assert!(tensors(text, "with") == tensors(&without, "without"));
    }
}

#[test]
fn numpy_reads_what_was_recorded() {
    let interpreter = std::env::var("TRIFACTOR_PYTHON").unwrap_or("python3".into());
    let python = |code: &str| Command::new(&interpreter).args(["-c", code]).output();
    if !python("import numpy").is_ok_and(|output| output.status.success()) {
        assert!(std::env::var_os("TRIFACTOR_REQUIRE_NUMPY").is_none(), "{interpreter} has no NumPy");
        eprintln!("SKIPPED: {interpreter} has no NumPy (TRIFACTOR_PYTHON names another)");
        return;
    }
    let root = tempfile::tempdir().unwrap();
    let folder = run(STATIC, root.path(), "a", None);
    let probes = folder.file("probes");
    let code = format!(
        "import json, numpy as np\n\
         a = np.load({:?}, mmap_mode='r')\n\
         n = np.array([json.loads(line)['values'] for line in open({:?})])\n\
         print(a.shape, n.shape, a.dtype, bool(np.allclose(np.linalg.norm(a, axis=-1, keepdims=True), n, atol=1e-5)))",
        probes.join("h1_activity.npy"),
        probes.join("h1_activity.jsonl"),
    );
    let output = python(&code).unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(said.trim(), "(14, 1, 2, 24) (14, 1, 2, 1) float32 True", "{}", String::from_utf8_lossy(&output.stderr));
}
