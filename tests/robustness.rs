//! Scores under noise: what is added is what is said, and nothing of it stays.

use std::path::Path;
use trifactor::circuit;
use trifactor::plan::BufferId;
use trifactor::run::Session;
use trifactor::run::session::SessionOptions;

/// y = W x with a mean squared loss: all of it is known in closed form.
const LINEAR: &str = r#"Circuit(
    task: teacher(inputs: 20, outputs: 4),
    populations: { "x": input, "y": rate(size: 4, activation: identity) },
    projections: [(from: "x", to: "y", weights: normal(std: 1.0))],
    credit: frozen,
    run: run(replicas: 16, updates: 1),
)"#;

fn open(text: &str, sets: &[&str]) -> Session {
    let sets: Vec<String> = sets.iter().map(|set| set.to_string()).collect();
    let loaded =
        circuit::load_text(text, Path::new("robustness.ron"), &sets).unwrap_or_else(|e| panic!("{}", e.render(false)));
    Session::open(&loaded, &SessionOptions { threads: 1, ..SessionOptions::default() }).unwrap()
}

fn weights(session: &Session) -> Vec<f32> {
    let id: BufferId = session.plan().weights[0];
    let mut weights = vec![0.0; session.plan().buffer(id).len()];
    session.engine().read(id, 0, &mut weights);
    weights
}

/// With noise of variance s² on every input, E L = L₀ + ½ s² ‖W‖²; with noise of variance s² on every weight,
/// E L = L₀ + ½ s² n_o E‖x‖².
#[test]
fn a_linear_circuit_loses_what_theory_says() {
    let mut session = open(LINEAR, &[]);
    let found = session.robustness(1000).unwrap();
    let clean = session.evaluate_on(found.trials, None, &mut []).unwrap().unwrap().loss.unwrap();
    let squares: f64 = weights(&session).iter().map(|w| f64::from(*w).powi(2)).sum();
    let weight = (squares / 80.0).sqrt();
    let (mut inputs, mut energy) = (0, 0.0);
    let mut trial = trifactor::task::Written::room(
        &trifactor::circuit::load_text(LINEAR, Path::new("r.ron"), &[]).unwrap().circuit.task.shape(1.0),
    );
    for k in 0..found.trials {
        trial.write(session.trials(), trifactor::task::Split::Test, k);
        energy += trial.inputs.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>() / found.trials as f64;
    }
    for row in &found.rows {
        let variance = match row.kind.as_str() {
            "inputs" => row.level.powi(2) * energy / 20.0 * squares,
            _ => (row.level * weight).powi(2) * 4.0 * energy,
        };
        // Inputs: 1,000 trials of fresh noise. Weights: three draws of 80 numbers, so that ‖noise‖² strays by 9 %.
        let tolerance = if row.kind == "inputs" { 0.12 } else { 0.35 };
        let (expected, measured) = (0.5 * variance, row.loss.unwrap() - clean);
        if row.level >= 0.5 {
            assert!((measured / expected - 1.0).abs() < tolerance, "{row:?}: {measured} for {expected}");
            inputs += usize::from(row.kind == "inputs");
        }
    }
    assert_eq!((inputs, found.rows.len()), (4, 12));
}

#[test]
fn nothing_of_the_noise_stays() {
    let circuit = "Circuit(task: digits, populations: {\"p\": input, \"h\": rate(size: 32, activation: relu), \
        \"o\": rate(size: 10, activation: identity)}, projections: [(from: \"p\", to: \"h\"), (from: \"h\", to: \"o\")], \
        credit: direct_feedback, run: run(replicas: 32, updates: 600), plasticity: plasticity(optimizer: momentum()))";
    let mut session = open(circuit, &[]);
    while session.update() < 600 {
        session.advance(600 - session.update()).unwrap();
    }
    let (before, tested) = (weights(&session), session.evaluate().unwrap());
    let found = session.robustness(10_000).unwrap();
    assert_eq!(found.clean, tested.as_ref().unwrap().score);
    assert!(weights(&session) == before && session.evaluate().unwrap() == tested);
    assert_eq!(session.robustness(10_000).unwrap(), found, "the same noise every time");
    let scores = |kind: &str| -> Vec<f64> {
        found.rows.iter().filter(|row| row.kind == kind).map(|row| row.score.unwrap()).collect()
    };
    for kind in ["inputs", "weights"] {
        let scores = scores(kind);
        assert!(scores[0] > 0.7 && scores[5] < 0.4, "{kind}: {scores:?}");
        assert!(scores.is_sorted_by(|a, b| a + 0.02 >= *b), "{kind}: {scores:?}");
    }
    let between = |half: Option<f64>, scores: [f64; 2]| half.is_some_and(|half| scores[0] < half && half < scores[1]);
    assert!(between(found.half_inputs, [0.5, 5.0]) && between(found.half_weights, [0.2, 2.0]), "{found:?}");
}

#[test]
fn a_level_of_noise_that_no_loss_can_hold_has_no_score_and_the_circuit_is_as_it_was() {
    let mut session = open(&LINEAR.replace("std: 1.0", "std: 3e18"), &[]);
    let before = weights(&session);
    let found = session.robustness(100).unwrap();
    assert!(weights(&session) == before && found.clean.is_some());
    let diverged: Vec<_> = found.rows.iter().filter(|row| row.diverged > 0).collect();
    assert!(!diverged.is_empty() && diverged.len() < found.rows.len(), "{:?}", found.rows);
    assert!(diverged.iter().all(|row| row.score.is_none() && row.loss.is_none()), "{diverged:?}");
    let sound = found.rows.iter().filter(|row| row.diverged == 0);
    assert!(sound.clone().all(|row| row.loss.is_some_and(f64::is_finite)), "{:?}", found.rows);

    let mut session = open(&LINEAR.replace("std: 1.0", "std: 1e20"), &[]);
    let error = session.robustness(100).unwrap_err();
    assert_eq!(error.exit_code(), 3, "{error}");
}
