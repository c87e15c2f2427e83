//! Numbers of the credit's quality that are known.

use crate::common::{load, open};
use crate::linear::{HIDDEN, read, session};
use std::path::Path;
use trifactor::circuit::load_text;
use trifactor::task::{Split, Written};

#[test]
fn exact_credit_has_the_exact_length_and_signs() {
    let mut session = session("credit: backprop, run: run(updates: 5)");
    let quality = &session.credit_quality().unwrap()["h"];
    for (what, found) in [
        ("norm ratio", quality.norm_ratio),
        ("sign agreement", quality.sign_agreement),
        ("projected step", quality.projected_step),
        ("cosine", quality.cos_activation),
    ] {
        assert!((found.unwrap() - 1.0).abs() < 1e-6, "{what}: {found:?}");
    }
    assert_eq!((quality.captured_chance, quality.captured_null, quality.crossover), (None, None, None));
}

#[test]
fn feedback_of_twice_the_length_makes_third_factors_of_twice_the_length_and_no_other_angle() {
    let measured = |gain: f64| {
        let mut session = session(&format!("credit: direct_feedback(gain: {gain}), run: run(updates: 5)"));
        session.credit_quality().unwrap()["h"].clone()
    };
    let (once, twice) = (measured(1.0), measured(2.0));
    let ratio =
        |get: fn(&trifactor::run::document::CreditQuality) -> Option<f64>| get(&twice).unwrap() / get(&once).unwrap();
    assert!((ratio(|q| q.norm_ratio) - 2.0).abs() < 1e-4);
    assert!((ratio(|q| q.projected_step) - 2.0).abs() < 1e-4);
    assert!((ratio(|q| q.cos_activation) - 1.0).abs() < 1e-4);
    assert_eq!(once.sign_agreement, twice.sign_agreement);
}

#[test]
fn the_credit_of_a_certain_classifier_is_measured_in_double_precision() {
    // Logits that are tens apart: softmax − target is 1e-10 and less, where single precision has 0 or 6e-8.
    const TRIALS: usize = 120;
    let text = "Circuit(task: digits,
        populations: {\"x\": input, \"h\": rate(size: 20, activation: identity), \"y\": rate(size: 10, activation: identity)},
        projections: [(from: \"x\", to: \"h\"), (from: \"h\", to: \"y\")],
        credit: direct_feedback, run: run(replicas: 128, updates: 5, credit_trials: 120))";
    let loaded = load_text(text, Path::new("certain.ron"), &[]).unwrap_or_else(|p| panic!("{}", p.render(false)));
    let mut session = open(&loaded, 1);
    let readout = session.plan().weights[1];
    let large: Vec<f32> = read(&session, readout).iter().map(|w| (40.0 * w) as f32).collect();
    session.engine_mut().write(readout, 0, &large);
    let [a, c] = [0, 1].map(|k| read(&session, session.plan().weights[k]));
    let b = read(&session, session.plan().populations[1].feedback.unwrap());

    let sum = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
    let carried = |e: &[f64], m: &[f64]| -> Vec<f64> {
        (0..20).map(|j| e.iter().zip(m.chunks(20)).map(|(e, row)| e * row[j]).sum()).collect()
    };
    let (mut cosines, mut certain) = (0.0, 0);
    for trial in 0..TRIALS {
        let shape = session.circuit().task.shape(1.0);
        let Written { inputs, targets, .. } = Written::of(&shape, session.trials(), Split::Test, trial as u64);
        let x: Vec<f64> = inputs.iter().map(|&x| f64::from(x)).collect();
        let h: Vec<f64> = a.chunks(64).map(|row| sum(row, &x)).collect();
        let y: Vec<f64> = c.chunks(20).map(|row| sum(row, &h)).collect();
        let top = y.iter().copied().fold(f64::MIN, f64::max);
        let terms: Vec<f64> = y.iter().map(|y| (y - top).exp()).collect();
        let total: f64 = terms.iter().sum();
        let others = |k: usize| (0..10).filter(|j| *j != k).map(|j| terms[j]).sum::<f64>();
        let error = |k: usize| if targets[k] == 1.0 { -others(k) / total } else { terms[k] / total };
        let e: Vec<f64> = (0..10).map(error).collect();
        let (ours, exact) = (carried(&e, &b), carried(&e, &c));
        cosines += sum(&ours, &exact) / (sum(&ours, &ours) * sum(&exact, &exact)).sqrt() / TRIALS as f64;
        certain += usize::from(sum(&e, &e) < 1e-12);
    }
    assert!(certain > 0, "some answers are right and certain");
    let found = session.credit_quality().unwrap()["h"].cos_activation.unwrap();
    // Of the logits' rounding, 1e-6 of tens, 1e-5 is left in an error.
    assert!((found - cosines).abs() < 1e-4, "{found} {cosines}");
}

#[test]
fn a_small_gradient_through_time_has_the_angle_of_a_large_one() {
    let measured = |gain: &str| {
        let loaded = load("delayed_xor.ron", &[&format!("credit=direct_feedback(gain: {gain})")]);
        open(&loaded, 1).credit_quality().unwrap()["recurrent"].cos_weight.unwrap()
    };
    let (large, small) = (measured("1.0"), measured("1e-9"));
    assert!((large - small).abs() < 1e-4, "{large} {small}");
}

#[test]
fn a_random_manifold_captures_what_a_random_manifold_captures() {
    let mut session = session("credit: manifold_noise(manifold: random(rank: 12)), run: run(replicas: 4, updates: 5)");
    session.advance(1).unwrap();
    let quality = session.credit_quality().unwrap()["h"].clone();
    let (n, d, k) = (HIDDEN as f64, 12.0, quality.k_eff.unwrap());
    assert_eq!(quality.captured_chance, Some(0.2));
    assert_eq!(quality.crossover, Some((k + d + 1.0) / (k + n + 1.0)));
    // √(0.2 · 0.8 / 91) = 0.042 is the standard deviation of both.
    for found in [quality.captured_null, quality.captured] {
        assert!((found.unwrap() - 0.2).abs() < 0.13, "{found:?}");
    }
    assert_ne!(quality.captured_null, quality.captured, "the control is another subspace");
    assert_eq!(session.credit_quality().unwrap()["h"], quality, "and always the same one");
}

#[test]
fn the_crossover_is_where_the_law_of_vanilla_noise_is_reached_with_other_populations_too() {
    let measured = |credit: &str| {
        // Weights that hardly move: both learn feedback in the same circuit.
        let optimizer = "plasticity.optimizer=sgd(rate: 1e-9)";
        let loaded = crate::common::load("digits_mlp.ron", &[&format!("credit={credit}"), optimizer]);
        let mut session = crate::common::open(&loaded, 1);
        while session.update() < 30 {
            session.advance(30 - session.update()).unwrap();
        }
        session.credit_quality().unwrap()
    };
    let manifold = measured("manifold_noise(manifold: pca(rank: 16))");
    let vanilla = measured("vanilla_noise");
    for (name, n) in [("h1", 512.0), ("h2", 256.0)] {
        let (found, all) = (&manifold[name], &vanilla[name]);
        let (f, k, d) = (found.captured.unwrap(), found.k_eff.unwrap(), 16.0);
        assert!((all.k_eff.unwrap() - k).abs() < 1e-9 * k);
        // The law at f tells how much the other's noise adds; at the crossover it gives vanilla noise's cosine.
        let others = f * f / found.predicted_cos.unwrap().powi(2) - f * (1.0 + (d + 1.0) / k);
        assert!(others > 0.0, "{name}: the other disturbs");
        let c = found.crossover.unwrap();
        let cosine = c / (c * (1.0 + (d + 1.0) / k) + others).sqrt();
        let expected = all.predicted_cos.unwrap();
        assert!((cosine - expected).abs() < 1e-4, "{name}: {cosine} {expected}");
        assert!((c - (k + d + 1.0) / (k + n + 1.0)).abs() > 0.01, "{name}: {c} is not that of one alone");
    }
}

#[test]
fn credit_through_time_has_its_controls_too() {
    let loaded = crate::common::load("flip_flop_nmnc.ron", &["populations.recurrent.size=40", "run.updates=2"]);
    let mut session = crate::common::open(&loaded, 1);
    session.advance(1).unwrap();
    let quality = &session.credit_quality().unwrap()["recurrent"];
    assert_eq!(quality.captured_chance, Some(16.0 / 40.0));
    for found in [quality.captured_null, quality.sign_agreement] {
        assert!((0.05..0.95).contains(&found.unwrap()), "{found:?}");
    }
    assert!(quality.norm_ratio.unwrap() > 0.0 && quality.projected_step.is_some());
}

#[test]
fn steps_without_an_error_do_not_count_as_wrong_signs() {
    // The error is in the last 5 of 35 steps alone. A broadcast is zero at the others, exact credit reaches back to them.
    let loaded = crate::common::load("delayed_xor.ron", &["credit=direct_feedback", "run.updates=2"]);
    let mut session = crate::common::open(&loaded, 1);
    session.advance(1).unwrap();
    let quality = &session.credit_quality().unwrap()["recurrent"];
    // Signs of 128 neurons' feedback decide: √(1/4/128) = 0.044 is the standard deviation.
    assert!((quality.sign_agreement.unwrap() - 0.5).abs() < 0.25, "{:?}", quality.sign_agreement);
}
