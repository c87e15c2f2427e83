//! A run's folder is enough: nothing that its circuit named is needed to look at it or to go on.

use crate::place::{GOOD, Place, edited};
use std::fs;

/// Sparse and time constants of their own, so that there is something to draw.
const DRAWN: &str = r#"Circuit(
    task: flip_flop(bits: 2, duration: "10 ms"),
    populations: {
        "pulses": input,
        "rec": rate(size: 30, tau: log_uniform(2, 20)),
        "answer": rate(size: 2, activation: identity),
    },
    projections: [
        (from: "pulses", to: "rec"),
        (from: "rec", to: "rec", delay: 1, connectivity: in_degree(k: 7)),
        (from: "rec", to: "answer"),
    ],
    credit: direct_feedback,
    run: run(replicas: 4, updates: 6, evaluate_trials: 8),
    probes: [(population: "rec", variable: "tau", until: 1)],
)"#;

fn done(place: &Place, arguments: &[&str]) {
    let done = place.run(arguments);
    assert_eq!(done.code, Some(0), "{arguments:?}: {}", done.stderr);
}

#[test]
fn a_folder_is_enough_when_the_weights_it_began_with_have_moved_and_it_too() {
    let place = Place::new();
    done(&place, &["run", "good.ron", "--out", "first", "--quiet"]);
    place.put("net/weights.safetensors", place.read("first/checkpoint.safetensors"));
    let from =
        "from: \"h1\", to: \"digit\", weights: from_file(path: \"weights.safetensors\", name: \"weights.h1_digit\")";
    place.put("net/circuit.ron", edited(&[("from: \"h1\", to: \"digit\"", from)]));
    done(&place, &["run", "net/circuit.ron", "--out", "run", "--quiet"]);
    fs::remove_dir_all(place.path().join("net")).unwrap();
    fs::create_dir(place.path().join("far")).unwrap();
    fs::rename(place.path().join("run"), place.path().join("far/away")).unwrap();
    done(&place, &["analyse", "far/away", "--robustness", "--quiet"]);
    done(&place, &["analyse", "far/away/checkpoint.safetensors", "--quiet", "--out", "elsewhere.json"]);
    done(&place, &["report", "far/away"]);
    done(&place, &["run", "--resume", "far/away", "--quiet", "--set", "run.updates=6"]);
    assert!(place.path().join("far/away/metrics.jsonl").is_file() && !place.path().join("run").exists());
    let summary: serde_json::Value = serde_json::from_slice(&place.read("far/away/summary.json")).unwrap();
    assert_eq!((&summary["steps"], &summary["out"]), (&6.into(), &"far/away".into()));
    // Begun anew, it needs them.
    let again = place.run(&["run", "far/away/circuit.ron", "--out", "again"]);
    assert_eq!(again.code, Some(2));
    assert!(again.stderr.contains("weights.safetensors: cannot be read"), "{}", again.stderr);
}

#[test]
fn a_checkpoint_alone_is_enough() {
    let place = Place::new();
    done(&place, &["run", "good.ron", "--out", "run", "--quiet"]);
    fs::rename(place.path().join("run/checkpoint.safetensors"), place.path().join("alone.safetensors")).unwrap();
    fs::remove_dir_all(place.path().join("run")).unwrap();
    fs::remove_file(place.path().join("good.ron")).unwrap();
    done(&place, &["analyse", "alone.safetensors", "--quiet", "--out", "x.json"]);
    done(&place, &["run", "--resume", "alone.safetensors", "--set", "run.updates=6", "--out", "on", "--quiet"]);
    place.put("good.ron", GOOD);
    done(&place, &["run", "good.ron", "--set", "run.updates=6", "--out", "whole", "--quiet"]);
    let weights = |name: &str| {
        let bytes = place.read(name);
        let file = safetensors::SafeTensors::deserialize(&bytes).unwrap();
        file.tensor("weights.h1_digit").unwrap().data().to_vec()
    };
    assert!(weights("on/checkpoint.safetensors") == weights("whole/checkpoint.safetensors"));
}

#[test]
fn what_was_drawn_once_is_in_the_checkpoint() {
    let place = Place::new();
    place.put("drawn.ron", DRAWN);
    done(&place, &["run", "drawn.ron", "--out", "run", "--quiet"]);
    let bytes = place.read("run/checkpoint.safetensors");
    let file = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    let tau = file.tensor("tau.rec").unwrap();
    let taus: Vec<f32> = tau.data().as_chunks().0.iter().map(|b| f32::from_le_bytes(*b)).collect();
    assert!(tau.shape() == [1, 30] && taus.iter().all(|tau| (2.0..=20.0).contains(tau)), "{taus:?}");
    assert!(taus.iter().any(|tau| (tau - taus[0]).abs() > 1.0));
    let probed = npyz::NpyFile::new(fs::File::open(place.path().join("run/probes/rec_tau.npy")).unwrap()).unwrap();
    assert_eq!(probed.shape(), [1, 1, 30]);
    assert_eq!(probed.into_vec::<f32>().unwrap(), taus);
    let synapses = file.tensor("synapses.rec_rec_delay1").unwrap();
    assert_eq!((synapses.dtype(), synapses.shape()), (safetensors::Dtype::I32, &[210, 2][..]));
    let pairs: Vec<i32> = synapses.data().as_chunks().0.iter().map(|b| i32::from_le_bytes(*b)).collect();
    assert!(
        pairs
            .chunks(14)
            .enumerate()
            .all(|(post, row)| row.chunks(2).all(|pair| pair[0] == post as i32 && pair[1] < 30))
    );
    assert_eq!(file.tensor("weights.rec_rec_delay1").unwrap().shape(), [210, 1]);
}

#[test]
fn trained_sparse_weights_go_back_to_their_synapses_or_nowhere() {
    let place = Place::new();
    place.put("drawn.ron", DRAWN);
    done(&place, &["run", "drawn.ron", "--out", "run", "--quiet"]);
    let from = "connectivity: in_degree(k: 7), weights: from_file(path: \"run/checkpoint.safetensors\", name: \"weights.rec_rec_delay1\")";
    place.put("again.ron", DRAWN.replace("connectivity: in_degree(k: 7)", from).replace("updates: 6", "updates: 0"));
    done(&place, &["check", "again.ron"]);
    let other = place.run(&["run", "again.ron", "--seed", "2", "--out", "other"]);
    assert_eq!(other.code, Some(2), "{}", other.stderr);
    assert!(other.stderr.contains("is of other synapses than the projection"), "{}", other.stderr);
    assert!(other.stderr.contains("which had seed 1"), "{}", other.stderr);
    let fewer = place.run(&["check", "again.ron", "--set", "projections.1.connectivity=in_degree(k: 6)"]);
    assert!(
        fewer.code == Some(2) && fewer.stderr.contains("not among the projection's 180"),
        "{}{}",
        fewer.stdout,
        fewer.stderr
    );
}
