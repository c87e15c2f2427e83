//! `trifactor predict` and the law; and what `scale` counts on a circuit that has learned.

use std::path::Path;
use std::process::Command;
use trifactor::analysis::law::inverse;
use trifactor::circuit::load_text;
use trifactor::credit::Draws;
use trifactor::run::document::prediction::Prediction;
use trifactor::run::document::scale::FeedbackPoint;
use trifactor::run::{Session, session::SessionOptions};

/// The Jacobian of a linear circuit is the same in every trial, as the law takes it to be.
fn linear(credit: &str, per_sample: usize, draws: &str) -> String {
    let noise = format!("noise: noise(sigma: 0.1, per_sample: {per_sample}, draws: {draws})");
    format!(
        r#"Circuit(
            task: teacher(inputs: 32, outputs: 8, rank: 8),
            populations: {{
                "stimulus": input,
                "hidden": rate(size: 96, activation: identity),
                "answer": rate(size: 8, activation: identity),
            }},
            projections: [
                (from: "stimulus", to: "hidden", weights: xavier(gain: 0.1)),
                (from: "hidden", to: "answer", weights: xavier(gain: 0.1)),
            ],
            credit: {},
            plasticity: plasticity(optimizer: sgd(rate: 0.1)),
            run: run(replicas: 16, updates: 300),
        )"#,
        credit.replace("NOISE", &noise)
    )
}

/// The curve of the hidden population after `updates` updates, and the captured fraction and rank measured then.
fn counted(text: &str, updates: u64, enough: f64) -> (Vec<FeedbackPoint>, f64, f64) {
    let loaded = load_text(text, Path::new("law.ron"), &[]).unwrap_or_else(|e| panic!("{}", e.render(false)));
    let mut session = Session::open(&loaded, &SessionOptions { threads: 1, ..SessionOptions::default() }).unwrap();
    while session.update() < updates {
        session.advance(updates - session.update()).unwrap();
    }
    let quality = session.credit_quality().unwrap()["hidden"].clone();
    let curve = session.count_perturbations("hidden", enough).unwrap();
    (curve, quality.captured.unwrap(), quality.rank.unwrap() as f64)
}

#[test]
fn feedback_that_is_counted_perturbation_by_perturbation_follows_the_law() {
    for (credit, draws) in [
        ("vanilla_noise(NOISE)", Draws::Gaussian),
        ("vanilla_noise(NOISE)", Draws::Rademacher),
        ("manifold_noise(NOISE, manifold: pca(rank: 8))", Draws::Gaussian),
        ("manifold_noise(NOISE, manifold: pca(rank: 8))", Draws::Orthogonal),
    ] {
        let (curve, f, d) = counted(&linear(credit, 1, draws.name()), 300, 0.6);
        let count = |k: &FeedbackPoint| k.perturbations;
        assert_eq!(curve.iter().map(count).take(5).collect::<Vec<_>>(), [1, 2, 3, 4, 6], "{credit} {draws:?}");
        // The mean of up to four estimates of 8 outputs: it strays by some hundredths after a few perturbations.
        for point in curve.iter().filter(|point| point.perturbations >= 8) {
            // Blocks of orthogonal draws end with an update of 16.
            let law = inverse::cosine_after(draws, (f, d), Some(16.0), point.perturbations as f64);
            let law = if draws == Draws::Orthogonal && point.perturbations % 8 != 0 { continue } else { law };
            let tolerance = (0.3 / (point.perturbations as f64).sqrt()).max(0.02);
            assert!((point.cos_jacobian - law).abs() < tolerance, "{credit} {draws:?}: {point:?}, law {law}");
        }
        assert!(curve.last().unwrap().cos_jacobian > 0.6, "{credit}: {curve:?}");
    }
}

#[test]
fn what_is_counted_is_of_the_weights_that_were_learned_and_not_of_the_way_there() {
    let vanilla =
        |per_sample, updates| counted(&linear("vanilla_noise(NOISE)", per_sample, "gaussian"), updates, 0.5).0;
    // Several draws a trial are counted one by one too.
    let several = vanilla(3, 100);
    assert_eq!(several.iter().map(|point| point.perturbations).take(7).collect::<Vec<_>>(), [1, 2, 3, 4, 6, 8, 12]);
    // Short runs are counted as far as long ones.
    let (short, long) = (vanilla(1, 1), vanilla(1, 300));
    assert!(short.last().unwrap().perturbations >= 48 && long.last().unwrap().perturbations >= 48);
}

#[test]
fn noise_that_never_gets_there_is_counted_to_the_end_that_was_set() {
    // A random subspace of 2 of 96 dimensions: f is 0.02.
    let (curve, ..) = counted(&linear("manifold_noise(NOISE, manifold: random(rank: 2))", 1, "gaussian"), 300, 0.7);
    let last = curve.last().unwrap();
    // 2,000 trials of one draw each.
    assert!((1400..=2000).contains(&last.perturbations) && last.cos_jacobian < 0.3, "{last:?}");
}

fn predict(place: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trifactor"));
    let output = command.current_dir(place).arg("predict").args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn numbers_are_answered_as_the_law_says() {
    let here = Path::new(".");
    let given =
        ["--neurons", "1024", "--rank", "16", "--captured", "0.8", "--cos", "0.7,0.95", "--perturbations", "64"];
    let document: Prediction = serde_json::from_str(&predict(here, &[&given[..], &["--json"]].concat())).unwrap();
    let [population] = &document.populations[..] else { panic!("{document:?}") };
    let manifold = population.manifold.as_ref().unwrap();
    // 17 · .49 / (.8 − .49) = 26.9; 1025 · .49 / .51 = 984.8; √.8 = .894 < .95.
    assert_eq!((manifold.perturbations["0.7"], manifold.perturbations["0.95"]), (Some(27), None));
    assert_eq!(population.vanilla.perturbations["0.7"], Some(985));
    assert!((manifold.cos.unwrap() - (0.8 / (1.0 + 17.0 / 64.0_f64)).sqrt()).abs() < 1e-12);
    let crossover = population.crossover.unwrap();
    // (.8 · 1025 − 17) / .2 = 4015, and (64 + 17) / (64 + 1025) = .0744.
    assert!((crossover.perturbations.unwrap() - 4015.0).abs() < 1e-6);
    assert!((crossover.captured.unwrap() - 81.0 / 1089.0).abs() < 1e-12);
    let text = predict(here, &given);
    assert!(text.contains("never") && text.contains("better below 4015 perturbations"), "{text}");
    let alone = predict(here, &["--neurons", "99", "--cos", "0.7", "--draws", "orthogonal"]);
    // 99 · .49 = 48.5.
    assert!(alone.contains("vanilla noise  99  99  1             49") && !alone.contains("manifold"), "{alone}");
}

#[test]
fn a_run_is_answered_with_what_it_measured() {
    let place = tempfile::tempdir().unwrap();
    let text = linear("manifold_noise(NOISE, manifold: pca(rank: 8))", 1, "gaussian");
    std::fs::write(place.path().join("linear.ron"), text).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_trifactor"));
    let ran = command.current_dir(place.path()).args(["run", "linear.ron", "--out", "run", "--quiet", "--no-report"]);
    assert!(ran.status().unwrap().success());
    let summary = std::fs::read_to_string(place.path().join("run/summary.json")).unwrap();
    let summary: serde_json::Value = serde_json::from_str(&summary).unwrap();
    let quality = &summary["credit_quality"]["hidden"];
    let document: Prediction = serde_json::from_str(&predict(place.path(), &["run", "--json"])).unwrap();
    let [hidden] = &document.populations[..] else { panic!("{document:?}") };
    let manifold = hidden.manifold.as_ref().unwrap();
    assert_eq!((hidden.name.as_deref(), hidden.neurons, manifold.rank), (Some("hidden"), 96, 8));
    assert_eq!((Some(manifold.captured), hidden.k), (quality["captured"].as_f64(), quality["k_eff"].as_f64()));
    // One population alone has no cross-talk: the run's own prediction is this one.
    assert!((manifold.cos.unwrap() - quality["predicted_cos"].as_f64().unwrap()).abs() < 1e-9);
    assert!(predict(place.path(), &["run"]).contains("hidden, manifold noise"));
}
