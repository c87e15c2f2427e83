//! `analysis.json`.

use crate::common::{load, open};
use crate::linear::session;
use trifactor::run::analyse::ROWS_AFTER_A_RUN;
use trifactor::run::document::AnalysisDocument;
use trifactor::run::{Options, Silent, drive};

#[test]
fn a_document_reads_back_as_it_was_written() {
    let document = session("run: run(updates: 5)").analyse(100).unwrap();
    let text = serde_json::to_string(&document).unwrap();
    let read: AnalysisDocument = serde_json::from_str(&text).unwrap();
    assert!(read == document, "to the last bit");
    assert!(session("run: run(updates: 5)").analyse(100).unwrap() == document, "the same weights, the same numbers");
}

#[test]
fn pictures_are_no_larger_than_can_be_looked_at() {
    let mut session = open(&load("digits_mlp.ron", &[]), 1);
    let document = session.analyse(1_000).unwrap();
    let h1 = &document.populations["h1"];
    assert_eq!((h1.activity.row.as_str(), h1.activity.cols, h1.activity.values.len()), ("trial", 128, 64 * 128));
    assert_eq!(h1.trajectories.len(), 300);
    assert!(h1.trajectories.iter().all(|path| path.points.len() == 1));
    let labels: std::collections::BTreeSet<_> = h1.trajectories.iter().filter_map(|path| path.label.clone()).collect();
    assert_eq!(labels.len(), 10, "the classes: {labels:?}");
    for projection in &document.projections {
        assert_eq!(projection.histogram.iter().sum::<u64>(), projection.synapses as u64);
        assert_eq!(projection.histogram.len(), 41);
        // The ends of the weights stand in the outermost bins that hold any; one of them is the end of the range.
        let ends = [projection.least.unwrap(), projection.greatest.unwrap()];
        let bin = |weight: f64| ((weight / projection.range.1 + 1.0) * 20.5).min(40.0) as usize;
        let held = |count: &u64| *count > 0;
        let (first, last) = (projection.histogram.iter().position(held), projection.histogram.iter().rposition(held));
        assert_eq!(ends.map(|end| Some(bin(end))), [first, last]);
        assert_eq!(ends[1].max(-ends[0]), projection.range.1);
    }
    assert_eq!(document.projections[0].synapses, 64 * 512);
}

#[test]
fn activity_through_time_is_drawn_as_paths() {
    let mut session = open(&load("flip_flop.ron", &["run.updates=1"]), 1);
    let steps = session.plan().learn.steps;
    let document = session.analyse(200).unwrap();
    for (name, population) in &document.populations {
        assert_eq!(population.trajectories.len(), 24, "{name}");
        assert!(population.trajectories.iter().all(|path| path.points.len() == steps.min(200)), "{name}");
        assert_eq!(population.activity.row, "step");
        assert_eq!((population.samples, document.trials), (200, 25), "eight steps of each trial");
        assert_eq!(population.alignment, None, "no exact Jacobian of many steps");
    }
}

#[test]
fn a_circuit_without_targets_has_weights_and_no_activity_to_analyse() {
    let mut session = open(&load("leaky_recurrent.ron", &[]), 1);
    let document = session.analyse(100).unwrap();
    assert!(document.populations.is_empty() && !document.projections.is_empty());
}

#[test]
fn what_a_run_sees_on_its_way_is_what_its_checkpoint_shows() {
    let sets =
        ["populations.recurrent.size=24", "populations.recurrent.noise=0.1", "run.updates=4", "run.credit_trials=3"];
    for (name, sets) in [("digits_mlp.ron", &["run.epochs=1.0"][..]), ("flip_flop_nmnc.ron", &sets)] {
        let loaded = load(name, sets);
        let mut session = open(&loaded, 1);
        let looked = drive(&mut session, &Options::default(), &mut Silent).unwrap().looked;
        assert!(looked.is_some(), "{name}: seen on the way");
        let after = session.analyse_looked(ROWS_AFTER_A_RUN, looked).unwrap();
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("checkpoint.safetensors");
        session.save(&path).unwrap();
        let mut again = open(&loaded, 1);
        again.restore(&path).unwrap();
        assert!(again.analyse(ROWS_AFTER_A_RUN).unwrap() == after, "{name}");
        assert!(session.analyse(ROWS_AFTER_A_RUN).unwrap() == after, "{name}, a second time");
    }
}
