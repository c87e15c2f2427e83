//! Every shipped circuit does what its header says.

mod common;

use common::{advance_to, has_fashion_mnist, load, open, shipped};
use trifactor::analysis::quantile::quantile;

/// Circuits that learn through time.
const RECURRENT: [&str; 15] = [
    "accumulation",
    "adding",
    "context_integration",
    "copy",
    "delayed_match",
    "delayed_xor",
    "evidence",
    "flip_flop",
    "flip_flop_nmnc",
    "miconi_dnms",
    "pattern",
    "romo",
    "sequential_digits",
    "xor_admixture",
    "yang_go",
];

fn score(name: &str, sets: &[&str]) -> f64 {
    let mut session = open(&load(name, sets), 2);
    let updates = session.updates();
    advance_to(&mut session, updates, 64);
    session.evaluate().expect("evaluated").expect("a task with targets").score.expect("a score")
}

#[test]
fn every_shipped_circuit_is_tested_here() {
    let tested = [
        "digits_mlp",
        "fashion_mlp",
        "fashion_width",
        "teacher_linear",
        "rich_vs_default_init",
        "activation_manifold",
        "noise_robustness",
        "leaky_recurrent",
        "sparse_ring",
    ];
    for entry in std::fs::read_dir(shipped("")).expect("the circuits folder") {
        let name = entry.expect("an entry").path().file_stem().expect("a name").to_string_lossy().into_owned();
        assert!(tested.contains(&name.as_str()) || RECURRENT.contains(&name.as_str()), "{name} has no test");
        let about = load(&format!("{name}.ron"), &[]).circuit.about;
        assert!(
            !about.claim.is_empty() && !about.source.is_empty() && !about.expect.is_empty(),
            "{name} explains itself"
        );
    }
}

#[test]
fn every_recurrent_circuit_learns_without_diverging_at_first() {
    for name in RECURRENT {
        let mut session = open(&load(&format!("{name}.ron"), &["run.updates=2", "run.evaluate_trials=4"]), 2);
        advance_to(&mut session, 2, 1);
        let measured = session.evaluate().expect("evaluated").expect("a task with targets");
        assert!(measured.loss.is_some_and(f64::is_finite), "{name}: {measured:?}");
    }
}

/// Shorter than shipped, two of them with half the neurons. With hidden weights that do not learn the score stays below the bound: what passes
/// it is the credit, not the readout.
#[test]
fn recurrent_circuits_learn_through_time_by_manifold_noise() {
    let cases: [(&str, &[&str], f64); 3] = [
        ("delayed_xor", &["populations.recurrent.size=64", "run.updates=400"], 0.9),
        ("flip_flop", &["populations.recurrent.size=64", "run.updates=200"], 0.75),
        ("adding", &["run.updates=900"], 0.4),
    ];
    for (name, sets, bound) in cases {
        let common = ["run.evaluate_trials=100", "run.credit_trials=0"];
        let sets = [&common[..], sets].concat();
        let file = format!("{name}.ron");
        assert_eq!(load(&file, &sets).circuit.credit.name(), "manifold_noise");
        let learned = score(&file, &sets);
        let frozen = score(&file, &[&sets[..], &["credit=frozen"]].concat());
        assert!(learned > bound && frozen < bound, "{name}: score {learned:.3}, frozen {frozen:.3}, bound {bound}");
    }
}

#[test]
fn a_share_of_isotropic_noise_speeds_up_delayed_xor() {
    let after_100 = |isotropic: &str| {
        let isotropic = format!("credit.isotropic={isotropic}");
        score("xor_admixture.ron", &["run.updates=100", "run.credit_trials=0", &isotropic])
    };
    let (pure, mixed) = (after_100("0.0"), after_100("0.2"));
    assert!(mixed >= 0.95 && pure < 0.9, "after 100 updates: {mixed:.3} with an isotropic share, {pure:.3} without");
}

#[test]
fn digits_mlp_reads_digits_by_manifold_noise() {
    let scores: Vec<f64> = (1..=5).map(|seed| score("digits_mlp.ron", &[&format!("seed={seed}")])).collect();
    let median = quantile(scores.clone(), 0.5).expect("five scores");
    assert!(median >= 0.96, "median {median} of {scores:?}");
}

#[test]
fn fashion_mlp_learns_within_a_quarter_epoch() {
    if !has_fashion_mnist("fashion_mlp_learns_within_a_quarter_epoch") {
        return;
    }
    let sets = ["run.epochs=0.25", "populations.h1.size=256", "populations.h2.size=256", "run.evaluate_trials=2000"];
    let score = score("fashion_mlp.ron", &sets);
    assert!(score > 0.7, "{score}");
}

#[test]
fn circuits_of_the_page_on_robustness_read_digits() {
    for (file, sets) in [
        ("activation_manifold.ron", &["populations.h2.activation=relu"][..]),
        ("noise_robustness.ron", &["populations.h1.noise=0.0", "populations.h2.noise=0.0"]),
    ] {
        let score = score(file, sets);
        assert!(score >= 0.94, "{file}: {score}");
    }
}

/// The same rate and time, four times as many neurons: manifold noise gains, vanilla noise does not.
#[test]
fn fashion_width_learns_better_in_a_wide_layer_by_manifold_noise() {
    if !has_fashion_mnist("fashion_width_learns_better_in_a_wide_layer_by_manifold_noise") {
        return;
    }
    let score = |size: &str, credit: &str| {
        let (size, credit) = (format!("populations.h1.size={size}"), format!("credit={credit}"));
        let feedback = "credit.feedback=rebuilt";
        score("fashion_width.ron", &[&size, &credit, feedback, "run.credit_trials=0", "run.evaluate_trials=4000"])
    };
    let manifold = "manifold_noise(manifold: pca(rank: 16, every: 10))";
    let (narrow, wide) = (score("64", manifold), score("1024", manifold));
    let vanilla = score("1024", "vanilla_noise");
    assert!(wide >= 0.79 && wide > narrow && wide > vanilla, "{narrow} {wide}, vanilla {vanilla}");
}

#[test]
fn teacher_linear_explains_its_teacher() {
    let score = score("teacher_linear.ron", &[]);
    assert!(score >= 0.95, "{score}");
}

#[cfg(feature = "oracle")]
#[test]
fn small_initial_weights_bring_the_jacobian_into_the_manifold() {
    let captured = |sets: &[&str]| {
        let common = ["populations.h1.size=256", "populations.h2.size=256", "run.epochs=15.0"];
        let mut session = open(&load("rich_vs_default_init.ron", &[&common[..], sets].concat()), 2);
        let updates = session.updates();
        advance_to(&mut session, updates, 64);
        session.credit_quality().expect("measured")["h1"].captured.expect("a captured fraction")
    };
    let rich = captured(&[]);
    let usual = captured(&[
        "projections.0.weights.gain=1.0",
        "projections.1.weights.gain=1.0",
        "projections.2.weights.gain=1.0",
    ]);
    assert!(rich > 0.8 && usual < 0.75, "captured fraction {rich:.3} with small weights, {usual:.3} with usual ones");
}

#[test]
fn the_leaky_recurrent_circuit_falls_silent_below_the_onset_of_chaos_only() {
    let last_activity = |g: &str| {
        let weights = format!("projections.1.weights.std={g}");
        let loaded = load("leaky_recurrent.ron", &[&weights, "run.updates=1", "task.duration=600"]);
        let mut session = open(&loaded, 1);
        advance_to(&mut session, 1, 1);
        let id = session.plan().learn.probes[0].expect("it records what is there").to;
        let buffer = session.plan().buffer(id);
        let per_step = buffer.cols * loaded.circuit.probes[0].replicas;
        let mut values = vec![0.0; buffer.len()];
        session.engine().read(id, 0, &mut values);
        let rms = |step: usize| {
            let row = &values[step * per_step..(step + 1) * per_step];
            (row.iter().map(|r| r * r).sum::<f32>() / per_step as f32).sqrt()
        };
        (rms(19), rms(599))
    };
    let (driven, silent) = last_activity("0.5");
    assert!(driven > 0.1 && silent < 1e-3 * driven, "g = 0.5: {driven} → {silent}");
    let (driven, active) = last_activity("1.5");
    assert!(active > 0.2 * driven, "g = 1.5: {driven} → {active}");
}

#[test]
fn the_sparse_ring_makes_one_bump_in_a_place_of_its_own_where_synapses_are_local_only() {
    // Length and place (in turns) of the mean of e^(2πi · neuron/n), weighted by activity, at the end of each trial.
    let resultants = |sets: &[&str]| {
        let loaded = load("sparse_ring.ron", &[&["run.updates=1"], sets].concat());
        let mut session = open(&loaded, 2);
        advance_to(&mut session, 1, 1);
        let id = session.plan().learn.probes[0].expect("it records what is there").to;
        let (n, steps) = (session.plan().buffer(id).cols, session.plan().learn.steps);
        let mut values = vec![0.0; 16 * n];
        session.engine().read(id, (steps - 1) * 16 * n, &mut values);
        let resultant = |row: &[f32]| {
            let (mut x, mut y, mut sum) = (0.0, 0.0, 0.0);
            for (i, r) in row.iter().enumerate() {
                let (sin, cos) = (std::f64::consts::TAU * i as f64 / n as f64).sin_cos();
                (x, y, sum) = (x + cos * f64::from(*r), y + sin * f64::from(*r), sum + f64::from(*r));
            }
            (x.hypot(y) / sum, (y.atan2(x) / std::f64::consts::TAU).rem_euclid(1.0))
        };
        values.chunks(n).map(resultant).collect::<Vec<(f64, f64)>>()
    };
    for seed in ["seed=1", "seed=2"] {
        let local = resultants(&[seed]);
        assert!(local.iter().all(|(length, _)| *length > 0.8), "{local:?}");
        let quarters: std::collections::BTreeSet<usize> = local.iter().map(|(_, at)| (at * 4.0) as usize).collect();
        assert!(quarters.len() >= 3, "bumps in the quarters {quarters:?}");
        let anywhere = resultants(&[seed, "projections.1.connectivity=in_degree(k: 80)"]);
        assert!(anywhere.iter().all(|(length, _)| *length < 0.05), "{anywhere:?}");
    }
}
