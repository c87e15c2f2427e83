//! Probes record what they say, and nothing depends on them.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use trifactor::circuit;
use trifactor::error::Error;
use trifactor::plan::BufferId;
use trifactor::run::folder::RunFolder;
use trifactor::run::session::SessionOptions;
use trifactor::run::{Observer, Options, RunDocument, Session, Silent, drive};

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
        (population: "h1", every: 3, replicas: 2, format: npz),
        (population: "h1", variable: "third_factor", from: 5, until: 9, replicas: 8, format: npz),
        (projection: "h1_digit", every: 10, reduce: norm, format: npz),
        (projection: "h1_digit", every: 10, format: npz),
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
        (population: "units", replicas: 3, format: npz),
        (population: "units", replicas: 3, first_step: 4, end_step: 17, every_step: 5, every: 2, format: npz),
        (projection: "units_units_delay1", format: npz),
    ],
)"#;

/// Runs a circuit in a new folder below `root`, stopped and resumed at an update if one is given.
fn run(text: &str, root: &Path, name: &str, stop: Option<u64>) -> RunFolder {
    let loaded = circuit::load_text(text, Path::new("probes.ron"), &[]).unwrap_or_else(|e| panic!("{e:?}"));
    let options = SessionOptions { threads: 1, ..SessionOptions::default() };
    let folder = RunFolder::create(Some(&root.join(name)), name, false).unwrap();
    let mut session = Session::open(&loaded, &options).unwrap();
    let drive_options = Options { folder: Some(folder.clone()), threads: 1, ..Options::default() };
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

/// Every array of an archive: name, shape, numbers.
struct Archive(npyz::npz::NpzArchive<std::io::BufReader<fs::File>>);

impl Archive {
    fn open(folder: &RunFolder, name: &str) -> Archive {
        let path = folder.file("probes").join(name);
        Archive(npyz::npz::NpzArchive::open(path).unwrap_or_else(|e| panic!("{name}: {e}")))
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = self.0.array_names().map(String::from).collect();
        names.sort();
        names
    }

    fn array<T: npyz::Deserialize>(&mut self, name: &str) -> (Vec<u64>, Vec<T>) {
        let array = self.0.by_name(name).unwrap().unwrap_or_else(|| panic!("no {name}"));
        (array.shape().to_vec(), array.into_vec().unwrap())
    }
}

fn recorded(folder: &RunFolder) -> Vec<String> {
    let entries = fs::read_dir(folder.file("probes")).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
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
    let dense = session.plan().structure_of(1).to_dense(last.to_vec());
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
fn archives_hold_what_arrays_hold_and_which_update_step_and_synapse_it_is() {
    let root = tempfile::tempdir().unwrap();
    let folder = run(STATIC, root.path(), "static", None);
    for (name, updates, arrays) in [
        ("h1_activity", (0..40).step_by(3).collect(), &["step", "update", "values"][..]),
        ("h1_third_factor", vec![5, 6, 7, 8], &["update", "values"]),
        ("h1_digit_weights", vec![0, 10, 20, 30], &["update", "values"]),
    ] {
        let mut archive = Archive::open(&folder, &format!("{name}.npz"));
        assert_eq!(archive.names(), arrays, "{name}");
        assert_eq!(archive.array::<f32>("values"), npy(&folder, &format!("{name}.npy")), "{name}");
        assert_eq!(archive.array::<i64>("update"), (vec![updates.len() as u64], updates), "{name}");
    }
    assert_eq!(Archive::open(&folder, "h1_activity.npz").array::<i64>("step"), (vec![1], vec![0]));

    let mut archive = Archive::open(&folder, "h1_digit_weights_2.npz");
    assert_eq!(archive.names(), ["synapses", "update", "values"]);
    let (shape, places) = archive.array::<u32>("synapses");
    assert_eq!(shape, [50, 2]);
    let (shape, weights) = archive.array::<f32>("values");
    assert_eq!(shape, [4, 50, 1]);
    let norms = npy(&folder, "h1_digit_weights.npy").1;
    for (neuron, norm) in norms[30..].iter().enumerate() {
        let own = places.chunks(2).zip(&weights[150..]).filter(|(place, _)| place[0] as usize == neuron);
        assert!((own.map(|(_, w)| w * w).sum::<f32>().sqrt() - norm).abs() < 1e-6);
    }
    assert!(!folder.file("probes/h1_digit_synapses.npy").exists(), "they are in the archive");

    let folder = run(THROUGH_TIME, root.path(), "through_time", None);
    for (name, updates, steps) in [
        ("units_activity", (0..6).collect(), Some((0..20).collect())),
        ("units_activity_2", vec![0, 2, 4], Some(vec![4, 9, 14])),
        ("units_units_delay1_weights", (0..6).collect::<Vec<i64>>(), None::<Vec<i64>>),
    ] {
        let mut archive = Archive::open(&folder, &format!("{name}.npz"));
        assert_eq!(archive.array::<f32>("values"), npy(&folder, &format!("{name}.npy")), "{name}");
        assert_eq!(archive.array::<i64>("update"), (vec![updates.len() as u64], updates), "{name}");
        match steps {
            Some(steps) => assert_eq!(archive.array::<i64>("step"), (vec![steps.len() as u64], steps), "{name}"),
            None => assert_eq!(archive.names(), ["update", "values"], "{name}"),
        }
    }
}

#[test]
fn places_of_synapses_lie_beside_arrays_and_within_archives_and_are_the_same() {
    let root = tempfile::tempdir().unwrap();
    let text = STATIC.replace("probes: [", "probes: [(projection: \"h1_digit\", every: 39), ");
    let folder = run(&text, root.path(), "a", None);
    let file = fs::File::open(folder.file("probes/h1_digit_synapses.npy")).unwrap();
    let beside: Vec<u32> = npyz::NpyFile::new(file).unwrap().into_vec().unwrap();
    assert_eq!(Archive::open(&folder, "h1_digit_weights_2.npz").array::<u32>("synapses"), (vec![50, 2], beside));
}

/// Presses Ctrl-C when so many updates were done.
struct Interrupt<'a>(u64, &'a AtomicBool);

impl Observer for Interrupt<'_> {
    fn progress(&mut self, done: u64, _: u64, _: f64) {
        self.1.fetch_or(done >= self.0, Ordering::Relaxed);
    }
}

/// Goes on in a folder, from its checkpoint if there is one, until it is interrupted.
fn go_on(text: &str, folder: &RunFolder, until: u64) -> Result<RunDocument, Error> {
    let loaded = circuit::load_text(text, Path::new("probes.ron"), &[]).unwrap_or_else(|e| panic!("{e:?}"));
    let mut session = Session::open(&loaded, &SessionOptions { threads: 1, ..SessionOptions::default() })?;
    if folder.checkpoint().is_file() {
        session.restore(&folder.checkpoint())?;
        folder.rewind(session.update())?;
    }
    let stop = AtomicBool::new(false);
    let options = Options { folder: Some(folder.clone()), stop: Some(&stop), threads: 1, ..Options::default() };
    drive(&mut session, &options, &mut Interrupt(until, &stop)).map(|ended| ended.document)
}

#[test]
fn an_archive_grows_as_an_array_until_the_run_has_ended() {
    let root = tempfile::tempdir().unwrap();
    let whole = run(STATIC, root.path(), "whole", None);
    let folder = RunFolder::create(Some(&root.path().join("parts")), "parts", false).unwrap();
    let mut before = 0;
    for until in [9, 20] {
        let done = go_on(STATIC, &folder, until).unwrap().steps;
        assert!(done >= until && done < 40, "{done}");
        let names = recorded(&folder);
        assert!(!names.iter().any(|name| name.ends_with(".npz") || name.ends_with(".partial")), "{names:?}");
        let values = npy(&folder, "h1_activity.npz.npy");
        assert_eq!(values, npy(&folder, "h1_activity.npy"));
        let updates = fs::File::open(folder.file("probes/h1_activity.npz.update.npy")).unwrap();
        let updates: Vec<i64> = npyz::NpyFile::new(updates).unwrap().into_vec().unwrap();
        assert_eq!(updates, (0..done as i64).step_by(3).collect::<Vec<_>>());
        assert!(values.0[0] > before);
        before = values.0[0];
    }
    go_on(STATIC, &folder, u64::MAX).unwrap();
    assert_eq!(recorded(&folder), recorded(&whole));
    for name in recorded(&whole) {
        let read = |folder: &RunFolder| fs::read(folder.file("probes").join(&name)).unwrap();
        assert!(read(&folder) == read(&whole), "{name}");
    }
    // And once more, from the end: with nothing to do, and with more updates.
    go_on(STATIC, &folder, u64::MAX).unwrap();
    let name = "probes/h1_activity.npz";
    assert!(fs::read(folder.file(name)).unwrap() == fs::read(whole.file(name)).unwrap());
    let longer = STATIC.replace("updates: 40", "updates: 50");
    go_on(&longer, &folder, u64::MAX).unwrap();
    let mut archive = Archive::open(&folder, "h1_activity.npz");
    assert_eq!(archive.array::<f32>("values"), npy(&folder, "h1_activity.npy"));
    assert_eq!(archive.array::<i64>("update").1, (0..50).step_by(3).collect::<Vec<_>>());
}

#[test]
fn a_run_that_diverged_leaves_what_grew() {
    let root = tempfile::tempdir().unwrap();
    // About a hundred times as far from the teacher after every update, until the loss has no number.
    let text = "Circuit(
        task: teacher(inputs: 1, outputs: 1, rank: 1),
        populations: {\"x\": input, \"y\": rate(size: 1, activation: identity)},
        projections: [(from: \"x\", to: \"y\")],
        credit: direct_feedback,
        plasticity: plasticity(optimizer: sgd(rate: 100.0)),
        run: run(replicas: 4, updates: 40, evaluate_every: 1),
        probes: [(projection: \"x_y\"), (projection: \"x_y\", format: npz)],
    )";
    let folder = run(text, root.path(), "a", None);
    assert!(folder.summary().unwrap().unwrap().diverged.is_some());
    assert_eq!(npy(&folder, "x_y_weights.npz.npy"), npy(&folder, "x_y_weights.npy"));
    assert!(npy(&folder, "x_y_weights.npy").0[0] > 0);
    let names = recorded(&folder);
    assert!(!names.iter().any(|n| n.ends_with(".npz")), "{names:?}");
}

#[test]
fn a_run_that_goes_on_elsewhere_tells_which_updates_it_recorded() {
    let root = tempfile::tempdir().unwrap();
    let first = RunFolder::create(Some(&root.path().join("first")), "first", false).unwrap();
    let done = go_on(STATIC, &first, 10).unwrap().steps;
    let folder = RunFolder::create(Some(&root.path().join("second")), "second", false).unwrap();
    fs::copy(first.checkpoint(), folder.checkpoint()).unwrap();
    go_on(STATIC, &folder, u64::MAX).unwrap();
    let mut archive = Archive::open(&folder, &format!("h1_activity_from{done}.npz"));
    let updates: Vec<i64> = (done as i64..40).filter(|update| update % 3 == 0).collect();
    assert_eq!(archive.array::<f32>("values"), npy(&folder, &format!("h1_activity_from{done}.npy")));
    assert_eq!(archive.array::<i64>("update").1, updates);
}

#[test]
fn a_probe_of_another_shape_goes_on_in_a_file_of_its_own() {
    let root = tempfile::tempdir().unwrap();
    let folder = RunFolder::create(Some(&root.path().join("a")), "a", false).unwrap();
    go_on(STATIC, &folder, 10).unwrap();
    let other =
        STATIC.replace("(population: \"h1\", every: 3, replicas: 2,", "(population: \"h1\", every: 3, replicas: 3,");
    let before = npy(&folder, "h1_activity_2.npy");
    let done = folder.summary().unwrap().unwrap().steps;
    go_on(&other, &folder, u64::MAX).unwrap();
    assert_eq!(npy(&folder, "h1_activity_2.npy"), before);
    let after = npy(&folder, &format!("h1_activity_2_from{done}.npy"));
    assert_eq!((before.0, after.0[1..].to_vec()), (vec![done.div_ceil(3), 1, 2, 1], vec![1, 3, 1]));
    let whole = npy(&run(&other, root.path(), "whole", None), "h1_activity_2.npy");
    assert_eq!(whole.0[0], done.div_ceil(3) + after.0[0]);
    assert_eq!(whole.1[whole.1.len() - after.1.len()..], after.1);
}

#[test]
fn a_file_with_less_in_it_than_was_recorded_is_not_gone_on_with() {
    let root = tempfile::tempdir().unwrap();
    let folder = RunFolder::create(Some(&root.path().join("a")), "a", false).unwrap();
    go_on(STATIC, &folder, 10).unwrap();
    let path = folder.file("probes/h1_activity.npy");
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() - 2 * 24 * 4]).unwrap();
    let error = go_on(STATIC, &folder, u64::MAX).unwrap_err();
    assert_eq!(error.exit_code(), 2);
    assert!(error.to_string().contains("h1_activity.npy holds"), "{error}");
    fs::write(&path, whole).unwrap();
    go_on(STATIC, &folder, u64::MAX).unwrap();
    let whole = run(STATIC, root.path(), "whole", None);
    let name = "probes/h1_activity.npz";
    assert!(fs::read(folder.file(name)).unwrap() == fs::read(whole.file(name)).unwrap());
}

#[test]
fn eligibilities_are_those_of_the_rule() {
    let root = tempfile::tempdir().unwrap();
    // Time constants of the neurons' own: e is no product of two factors, and each synapse keeps its own.
    let text = THROUGH_TIME
        .replace("tau: \"3 ms\"", "tau: log_uniform(2, 9)")
        .replace(
            "credit: direct_feedback,",
            "credit: direct_feedback, plasticity: plasticity(timing: online, rule: leaky_presynaptic),",
        )
        .replace("delay: 1)", "delay: 1, connectivity: in_degree(k: 4))");
    let probes = "probes: [(population: \"units\", replicas: 3),
        (projection: \"units_units_delay1\", variable: \"eligibility\", replicas: 3, format: npz),
        (projection: \"units_units_delay1\", variable: \"eligibility\", replicas: 3, reduce: norm),
        (projection: \"units_units_delay1\", variable: \"eligibility\", first_step: 19)])";
    let text = format!("{}{probes}", &text[..text.find("probes:").unwrap()]);
    let folder = run(&text, root.path(), "a", None);
    let (shape, activity) = npy(&folder, "units_activity.npy");
    assert_eq!(shape, [6, 20, 3, 12]);
    let mut archive = Archive::open(&folder, "units_units_delay1_eligibility.npz");
    let (shape, found) = archive.array::<f32>("values");
    assert_eq!(shape, [6, 20, 3, 48]);
    let (_, places) = archive.array::<u32>("synapses");
    let loaded = circuit::load_text(&text, Path::new("probes.ron"), &[]).unwrap();
    let session = Session::open(&loaded, &SessionOptions { threads: 1, ..SessionOptions::default() }).unwrap();
    let alpha = session.plan().buffers.iter().position(|buffer| buffer.name == "alpha.units").unwrap();
    let mut alphas = [0.0; 12];
    session.engine().read(BufferId(alpha), 0, &mut alphas);
    assert!(alphas.iter().any(|alpha| (alpha - alphas[0]).abs() > 0.01));
    for recording in 0..6 {
        let mut expected = [[0.0_f32; 48]; 3];
        for step in 0..20 {
            for (replica, expected) in expected.iter_mut().enumerate() {
                let row = |step: usize| ((recording * 20 + step) * 3 + replica) * 12;
                for (e, place) in expected.iter_mut().zip(places.chunks(2)) {
                    let before = if step == 0 { 0.0 } else { activity[row(step - 1) + place[1] as usize] };
                    let alpha = alphas[place[0] as usize];
                    *e = (1.0 - alpha) * *e + alpha * before;
                }
                let found = &found[((recording * 20 + step) * 3 + replica) * 48..][..48];
                for (found, expected) in found.iter().zip(&*expected) {
                    assert!((found - expected).abs() < 1e-6, "step {step}: {found} {expected}");
                }
            }
        }
    }
    assert!(found.iter().any(|e| e.abs() > 0.01));
    let (shape, norms) = npy(&folder, "units_units_delay1_eligibility.npy");
    assert_eq!(shape, [6, 20, 3, 1]);
    for (row, norm) in found.chunks(48).zip(&norms) {
        assert!((row.iter().map(|e| e * e).sum::<f32>().sqrt() - norm).abs() < 1e-5);
    }
    // The last step of the first replica; which synapse each is lies beside it.
    let (shape, last) = npy(&folder, "units_units_delay1_eligibility_2.npy");
    assert_eq!(shape, [6, 1, 1, 48]);
    assert!(last.chunks(48).zip(found.chunks(20 * 3 * 48)).all(|(last, all)| *last == all[19 * 3 * 48..][..48]));
    let beside = fs::File::open(folder.file("probes/units_units_delay1_synapses.npy")).unwrap();
    assert_eq!(npyz::NpyFile::new(beside).unwrap().into_vec::<u32>().unwrap(), places);
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
        assert!(files >= 6);
        assert_eq!(recorded(&whole), recorded(&resumed));
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
         print(a.shape, n.shape, a.dtype, bool(np.allclose(np.linalg.norm(a, axis=-1, keepdims=True), n, atol=1e-5)))\n\
         z, w = np.load({:?}), np.load({:?})\n\
         print(z.files, z['values'].dtype, z['update'].dtype, z['step'].dtype, w['synapses'].dtype)\n\
         print(np.array_equal(z['values'], a), z['update'].tolist() == list(range(0, 40, 3)), z['step'].tolist())\n\
         print(w.files, w['values'].shape, w['synapses'].shape, __import__('zipfile').ZipFile({:?}).testzip())",
        probes.join("h1_activity.npy"),
        probes.join("h1_activity.jsonl"),
        probes.join("h1_activity.npz"),
        probes.join("h1_digit_weights_2.npz"),
        probes.join("h1_activity.npz"),
    );
    let output = python(&code).unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let expected = "(14, 1, 2, 24) (14, 1, 2, 1) float32 True\n\
         ['values', 'update', 'step'] float32 int64 int64 uint32\n\
         True True [0]\n\
         ['values', 'update', 'synapses'] (4, 50, 1) (50, 2) None";
    assert_eq!(said.trim(), expected, "{}", String::from_utf8_lossy(&output.stderr));
}
