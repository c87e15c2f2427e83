//! Locality is proven, not claimed: this file runs with the feature `oracle` off too, when there is no backward pass in
//! the program at all, and every rule learns all the same.

mod common;

use common::{advance_to, load, open};

/// The training loss of the first and of the last updates of a short run.
fn losses(credit: &str, rate: &str) -> (f64, f64) {
    let (credit, rate) = (format!("credit={credit}"), format!("plasticity.optimizer=momentum(rate: {rate})"));
    let loaded = load("digits_mlp.ron", &["populations.h1.size=64", "populations.h2.size=32", &credit, &rate]);
    let mut session = open(&loaded, 1);
    advance_to(&mut session, 10, 10);
    let first = session.take_train().measured().loss.expect("a loss");
    advance_to(&mut session, 250, 64);
    session.take_train();
    advance_to(&mut session, 300, 64);
    (first, session.take_train().measured().loss.expect("a loss"))
}

#[test]
fn every_local_rule_learns_without_a_backward_pass() {
    let rules = [
        ("manifold_noise(noise: noise(sigma: 0.1))", "0.02", 0.25),
        ("manifold_noise(noise: noise(sigma: 0.1), manifold: random(rank: 16))", "0.02", 0.35),
        ("vanilla_noise(noise: noise(sigma: 0.1))", "0.02", 0.25),
        ("direct_feedback", "0.02", 0.25),
        ("feedback_alignment", "0.02", 0.25),
        ("node_perturbation(noise: noise(sigma: 0.05, antithetic: true))", "0.002", 0.75),
        ("frozen", "0.02", 0.8),
    ];
    for (credit, rate, share) in rules {
        let (first, last) = losses(credit, rate);
        assert!(last < share * first, "{credit}: loss {first:.3} → {last:.3}, expected below {share} of it");
    }
}

#[test]
fn the_oracle_is_there_only_with_its_feature() {
    let names = trifactor::credit::Credit::legal_names();
    assert_eq!(names.contains(&"backprop"), cfg!(feature = "oracle"));
}
