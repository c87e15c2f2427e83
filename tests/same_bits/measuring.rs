//! Measuring looks, and touches nothing.

use crate::common::{load, open};
use std::collections::BTreeMap;
use trifactor::run::document::Tested;
use trifactor::run::folder::RunFolder;
use trifactor::run::{Measured, MetricsRow, Options, Silent, drive};

/// What a run leaves behind: its checkpoint, what its probes recorded, and its metrics without what is measured besides.
#[derive(PartialEq)]
struct Left {
    checkpoint: BTreeMap<String, Vec<u8>>,
    probes: BTreeMap<String, Vec<u8>>,
    learning: Vec<(u64, Measured, Tested)>,
}

/// What a checkpoint holds and says, but for the circuit, which says how often it was measured, and the checksum of it all.
fn contents(checkpoint: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let (_, header) = safetensors::SafeTensors::read_metadata(checkpoint).expect("a checkpoint");
    let file = safetensors::SafeTensors::deserialize(checkpoint).expect("a checkpoint");
    let tensors = file.iter().map(|(name, tensor)| (name.to_string(), tensor.data().to_vec()));
    let said = header.metadata().clone().expect("metadata").into_iter().map(|(key, value)| (key, value.into_bytes()));
    tensors.chain(said.filter(|(key, _)| key != "circuit" && key != "trifactor.crc32")).collect()
}

fn ran(name: &str, sets: &[&str], measure: &str) -> (Left, Vec<MetricsRow>) {
    let place = tempfile::tempdir().expect("a folder");
    let folder = RunFolder::create(Some(&place.path().join("run")), "run", false).expect("a folder");
    let measure = format!("run.measure_every={measure}");
    let mut session = open(&load(name, &[sets, &[measure.as_str()]].concat()), 1);
    let options = Options { folder: Some(folder.clone()), ..Options::default() };
    drive(&mut session, &options, &mut Silent).expect("a run");
    if measure != "run.measure_every=0" {
        session.analyse(64).expect("an analysis");
        session.save(&folder.checkpoint()).expect("saved again, after it");
    }
    let rows = folder.metrics().unwrap().rows;
    let probes = std::fs::read_dir(folder.file("probes")).map(|entries| {
        let read = |path: std::path::PathBuf| (path.display().to_string(), std::fs::read(&path).expect("a probe"));
        let each = entries.map(|entry| read(entry.expect("a file").path()));
        each.map(|(path, bytes)| (path.rsplit('/').next().expect("a name").to_string(), bytes)).collect()
    });
    let learning = rows.iter().map(|row| (row.update, row.train, row.test.clone())).collect();
    let checkpoint = std::fs::read(folder.checkpoint()).expect("a checkpoint");
    (Left { checkpoint: contents(&checkpoint), probes: probes.unwrap_or_default(), learning }, rows)
}

fn measuring_changes_nothing(name: &str, sets: &[&str]) {
    let (off, rows) = ran(name, sets, "0");
    assert!(!off.probes.is_empty() && off.probes.values().all(|bytes| bytes.len() > 256));
    assert!(rows.iter().all(|row| row.credit_quality.is_empty() && row.manifold.is_empty()));
    for measure in ["None", "1", "3"] {
        let (on, rows) = ran(name, sets, measure);
        assert!(on.checkpoint == off.checkpoint, "{name}, measure_every {measure}: another checkpoint");
        assert!(on.probes == off.probes, "{name}, measure_every {measure}: probes recorded something else");
        assert_eq!(on.learning, off.learning, "{name}, measure_every {measure}");
        let last = rows.last().expect("rows");
        assert!(!last.manifold.is_empty() && (!cfg!(feature = "oracle") || !last.credit_quality.is_empty()));
    }
}

#[test]
fn measuring_or_not_ends_in_the_same_checkpoint_probes_and_losses() {
    let sets = [
        "populations.h1.size=40",
        "populations.h2.size=20",
        "run.epochs=5.0",
        "probes=[(population: \"h1\", every: 7), (population: \"h2\", variable: \"state\", every: 11)]",
    ];
    measuring_changes_nothing("digits_mlp.ron", &sets);
}

#[test]
fn measuring_or_not_ends_in_the_same_checkpoint_through_time() {
    let sets = [
        "populations.recurrent.size=24",
        "populations.recurrent.noise=0.1",
        "run.updates=12",
        "run.evaluate_every=3",
        "run.evaluate_trials=9",
        "run.credit_trials=3",
        "probes=[(population: \"recurrent\", every: 5)]",
    ];
    measuring_changes_nothing("flip_flop_nmnc.ron", &sets);
}
