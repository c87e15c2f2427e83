//! How manifolds drift while a circuit learns, or does not.

use crate::common::{load, open};
use trifactor::run::document::{ManifoldQuality, MetricsRow};
use trifactor::run::folder::RunFolder;
use trifactor::run::{Options, Silent, drive};

fn rows(credit: &str, sets: &[&str]) -> Vec<MetricsRow> {
    let place = tempfile::tempdir().unwrap();
    let folder = RunFolder::create(Some(&place.path().join("run")), "run", false).unwrap();
    let credit = format!("credit={credit}");
    let own = [&credit, "populations.h1.size=40", "populations.h2.size=20", "run.epochs=6.0", "run.credit_trials=8"];
    let mut session = open(&load("digits_mlp.ron", &[&own[..], sets].concat()), 1);
    let options = Options { folder: Some(folder.clone()), ..Options::default() };
    drive(&mut session, &options, &mut Silent).unwrap();
    folder.metrics().unwrap().rows
}

fn h1(rows: &[MetricsRow]) -> Vec<&ManifoldQuality> {
    rows.iter().filter_map(|row| row.manifold.get("h1")).collect()
}

#[test]
fn a_manifold_whose_weights_do_not_learn_does_not_drift() {
    let frozen = rows("frozen", &["run.measure_every=1"]);
    let found = h1(&frozen);
    assert_eq!(found.len(), 7, "before learning and after each epoch");
    assert_eq!(found[0].drift, None, "there is nothing to compare the first with");
    for after in &found[1..] {
        assert!(after.drift.unwrap() < 1e-4, "{:?} degrees", after.drift);
        assert_eq!(ManifoldQuality { drift: None, ..(*after).clone() }, *found[0]);
    }
    let learning = rows("backprop", &["run.measure_every=1"]);
    assert!(h1(&learning)[1].drift.unwrap() > 0.5, "{:?}", h1(&learning)[1]);
    assert!(
        frozen.iter().all(|row| row.manifold.len() == 2),
        "hidden populations only: {:?}",
        frozen[0].manifold.keys()
    );
}

#[test]
fn what_is_measured_when_follows_from_the_circuit() {
    let measured = |sets: &[&str]| {
        let rows = rows("direct_feedback", sets);
        assert_eq!(rows.len(), 7);
        assert!(rows.iter().all(|row| row.test.score.is_some()));
        let at = |row: &&MetricsRow| !row.manifold.is_empty();
        let credit: Vec<u64> = rows.iter().filter(|row| !row.credit_quality.is_empty()).map(|row| row.update).collect();
        let manifold: Vec<u64> = rows.iter().filter(at).map(|row| row.update).collect();
        assert_eq!(credit, manifold);
        manifold
    };
    assert_eq!(measured(&["run.measure_every=4"]), [0, 180, 270], "every fourth, and the last");
    assert!(measured(&["run.measure_every=0"]).is_empty());
    let of_itself = measured(&[]);
    assert!(of_itself.starts_with(&[0]) && of_itself.ends_with(&[270]));
    assert_eq!(of_itself, measured(&[]));
}
