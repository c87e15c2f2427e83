//! Variance: of one estimate, (|g|² + g_i²)/K; of feedback that forgets, as if from K_eff draws.

use crate::arrays::square;
use crate::fact::{Columns, Fact};
use crate::rule::Rule;
use trifactor::credit::Estimator;
use trifactor::credit::estimator::Exponential;

/// The variance of each component of Ĵ (one output) from K Gaussian draws in all directions.
pub fn has_the_variance_of(rule: &Rule, k: f64, estimates: &Columns, jacobian: &[f64]) -> Fact {
    assert!(rule.outputs == 1 && rule.subspace.is_none());
    let expected: Vec<f64> = jacobian.iter().map(|g| (square(jacobian) + g * g) / k).collect();
    estimates.vary("component", &expected)
}

pub fn single_estimates_have_their_variance(rule: &Rule) -> Fact {
    let (estimates, jacobian) = rule.estimates(4000);
    has_the_variance_of(rule, rule.k(), &estimates, &jacobian)
}

#[test]
fn an_estimators_component_has_the_variance_of_its_law() {
    for (n, k) in [(6, 1), (12, 8), (30, 20)] {
        single_estimates_have_their_variance(&Rule::vanilla(n, k)).unwrap();
    }
    // The second term is seen: Rademacher draws have −g_i² in its place.
    assert!(single_estimates_have_their_variance(&Rule { draws: "rademacher", ..Rule::vanilla(6, 1) }).is_err());
}

/// Feedback after `start` updates, again and again as windows pass.
fn windows(rule: &Rule, rate: f64, repetitions: usize) -> (Columns, Vec<f64>) {
    let (mut lab, jacobian) = rule.open(&format!("exponential(rate: {rate:?})"));
    let mut found = Columns::new();
    // After 7/η updates a thousandth of the old feedback is left, a millionth in the covariance.
    let apart = (7.0 / rate).ceil() as u64;
    lab.run(2 * apart);
    for _ in 0..repetitions {
        lab.run(apart);
        found.rows.push(lab.feedback("h1"));
    }
    (found, jacobian)
}

#[test]
fn an_exponential_window_holds_its_effective_number_of_perturbations() {
    for (rate, k) in [(0.5, 3), (0.2, 2), (0.05, 1)] {
        let rule = Rule::vanilla(8, k);
        let (feedback, jacobian) = windows(&rule, rate, 2000);
        let estimator: Estimator = Exponential { rate }.into();
        let effective = estimator.effective_perturbations(u64::MAX, k);
        assert!((effective - k as f64 * (2.0 - rate) / rate).abs() < 1e-9);
        feedback.agree("window", &jacobian).unwrap();
        has_the_variance_of(&rule, effective, &feedback, &jacobian).unwrap();
        assert!(has_the_variance_of(&rule, k as f64 / rate, &feedback, &jacobian).is_err());
    }
}

#[test]
fn a_window_that_fills_holds_one_over_the_sum_of_its_squared_weights() {
    for rate in [1.0, 0.3, 0.1, 0.05, 0.007] {
        let estimator: Estimator = Exponential { rate }.into();
        // B after `count` estimates is Σ w Ĵ; each estimate scales the weights before it by 1 − η.
        let mut squares = 0.0;
        for count in 0..500 {
            let eta = estimator.rate(count);
            squares = (1.0 - eta) * (1.0 - eta) * squares + eta * eta;
            let effective = estimator.effective_perturbations(count + 1, 3);
            assert!((effective * squares - 3.0).abs() < 1e-9, "rate {rate}, {count}: {effective}");
        }
    }
}
