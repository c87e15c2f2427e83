//! Circuits whose trials are one step.

use crate::common::{self, advance_to, bits, load, open};
use trifactor::circuit::load_text;

/// Every way in which state can hide: optimiser moments, moving bases, turns, orthogonal blocks, isotropic noise.
const CREDITS: &[&str] = &[
    "manifold_noise(manifold: pca(rank: 5, every: 3))",
    "manifold_noise(noise: noise(draws: orthogonal, antithetic: true), manifold: pca(rank: 6, every: 4), isotropic: 0.2)",
    "manifold_noise(noise: noise(turns: round_robin), manifold: pca(rank: 8, explained: 0.8), feedback: rebuilt)",
    "manifold_noise(manifold: random(rank: 5), feedback: running_mean)",
    "vanilla_noise(noise: noise(draws: rademacher, per_sample: 2))",
    "node_perturbation",
    "direct_feedback",
    "feedback_alignment",
    "frozen",
];

fn session(credit: &str, threads: usize, seed: u64) -> trifactor::run::Session {
    let (credit, seed) = (format!("credit={credit}"), format!("seed={seed}"));
    let sets = [
        "populations.h1.size=70",
        "populations.h2.size=33",
        "run.replicas=13",
        "plasticity.optimizer=adam(rate: 0.002)",
    ];
    open(&load("digits_mlp.ron", &[&sets[..], &[credit.as_str(), seed.as_str()]].concat()), threads)
}

#[test]
fn threads_and_chunks_do_not_change_a_bit() {
    for credit in CREDITS {
        let run = |threads, piece| {
            let mut session = session(credit, threads, 1);
            advance_to(&mut session, 40, piece);
            bits(&session)
        };
        let whole = run(1, u64::MAX);
        for (threads, piece) in [(2, u64::MAX), (7, 64), (1, 1), (2, 7)] {
            assert!(run(threads, piece) == whole, "{credit}: {threads} threads, {piece} updates at a time");
        }
    }
}

#[test]
fn a_run_resumed_at_any_step_ends_in_the_same_bits() {
    let folder = tempfile::tempdir().expect("a folder");
    for credit in CREDITS {
        let mut whole = session(credit, 1, 1);
        advance_to(&mut whole, 30, 64);
        for stop in [1, 11, 29] {
            let path = folder.path().join("checkpoint.safetensors");
            let mut first = session(credit, 2, 1);
            advance_to(&mut first, stop, 5);
            first.save(&path).expect("saved");
            drop(first);
            let mut second = session(credit, 1, 1);
            second.restore(&path).expect("restored");
            assert_eq!(second.update(), stop);
            advance_to(&mut second, 30, 64);
            assert!(bits(&second) == bits(&whole), "{credit}, resumed at {stop}");
        }
    }
}

#[test]
fn measuring_does_not_change_a_bit() {
    let mut measured = session(CREDITS[0], 1, 1);
    let mut left_alone = session(CREDITS[0], 1, 1);
    for update in [5, 9, 20] {
        advance_to(&mut measured, update, 64);
        measured.evaluate().expect("evaluated");
        #[cfg(feature = "oracle")]
        measured.credit_quality().expect("measured");
    }
    advance_to(&mut left_alone, 20, 64);
    assert!(bits(&measured) == bits(&left_alone));
}

#[test]
fn another_seed_gives_other_bits() {
    for credit in CREDITS {
        let run = |seed| {
            let mut session = session(credit, 1, seed);
            advance_to(&mut session, 3, 64);
            bits(&session)
        };
        assert!(run(1) != run(2), "{credit}");
    }
}

#[test]
fn the_resolved_file_runs_again_to_the_same_bits() {
    for name in
        ["digits_mlp.ron", "teacher_linear.ron", "rich_vs_default_init.ron", "leaky_recurrent.ron", "sparse_ring.ron"]
    {
        let original = load(name, &[]);
        let again = load_text(&original.resolved_text(), &common::shipped(name), &[]);
        let again = again.unwrap_or_else(|problems| panic!("{}", problems.render(false)));
        assert_eq!(again.circuit, original.circuit, "{name}");
        assert_eq!(again.resolved_text(), original.resolved_text(), "{name}");
        let (mut a, mut b) = (open(&original, 1), open(&again, 1));
        advance_to(&mut a, 3, 64);
        advance_to(&mut b, 3, 64);
        assert!(bits(&a) == bits(&b), "{name}");
    }
}
