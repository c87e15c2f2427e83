//! E cos(Ĵ, J) = √(f / (1 + (d+1)/K)), and what other draws than Gaussian ones make of it.

use crate::fact::{Columns, Fact, Sample};
use crate::rule::{Overlaps, Rule};
use trifactor::analysis::law;
use trifactor::credit::Draws;

/// The law, in three parts: the estimate's mean lies along J by f; its square is f (1 + (d+1)/K), or what the draws make
/// of it; and the mean cosine is the ratio.
pub fn follows_the_law(rule: &Rule, repetitions: usize) -> Fact {
    let (estimates, jacobian) = rule.estimates(repetitions);
    let overlaps = Overlaps::of(&estimates, &jacobian);
    let expected = predicted(rule);
    let (along, square) = (Sample::of(&overlaps.along), Sample::of(&overlaps.square));
    along.agrees("along J", rule.f(), 0.0)?;
    square.agrees("square", (rule.f() / expected).powi(2), 0.0)?;
    Sample::of(&overlaps.cosine).agrees("cosine", expected, expected * curvature(&overlaps, along, square))
}

pub fn predicted(rule: &Rule) -> f64 {
    let draws = match rule.draws {
        "rademacher" => Draws::Rademacher,
        "orthogonal" => Draws::Orthogonal,
        _ => Draws::Gaussian,
    };
    law::cosine(draws, rule.f(), rule.d(), rule.k())
}

/// By how much the mean of a/√b differs from the ratio of means that the law gives, to second order, relative to it.
fn curvature(overlaps: &Overlaps, a: Sample, b: Sample) -> f64 {
    let products = overlaps.along.iter().zip(&overlaps.square).map(|(x, y)| (x - a.mean) * (y - b.mean));
    let covariance = products.sum::<f64>() / (a.count - 1.0);
    (0.375 * b.variance / b.mean.powi(2) - 0.5 * covariance / (a.mean * b.mean)).abs()
}

#[test]
fn vanilla_noise_cosine_follows_the_law() {
    for (n, k, repetitions) in [(100, 10, 400), (100, 100, 200), (1000, 100, 100), (1000, 1000, 30)] {
        follows_the_law(&Rule::vanilla(n, k), repetitions).unwrap();
    }
}

#[test]
fn manifold_noise_cosine_follows_the_law() {
    for (f, k, repetitions) in [(0.9, 10, 400), (0.9, 100, 200), (0.5, 100, 200)] {
        follows_the_law(&Rule::manifold(1000, 20, f, k), repetitions).unwrap();
    }
    for (n, d, f, k) in [(50, 5, 0.3, 3), (200, 40, 0.7, 25), (64, 64, 1.0, 32)] {
        follows_the_law(&Rule::manifold(n, d, f, k), 3000).unwrap();
    }
}

#[test]
fn the_law_holds_for_several_outputs_and_several_draws_a_sample() {
    for (outputs, replicas, per_sample) in [(3, 8, 1), (10, 4, 5), (10, 1, 20)] {
        let rule = Rule { outputs, replicas, per_sample, ..Rule::manifold(120, 12, 0.6, 1) };
        follows_the_law(&rule, 1000).unwrap();
        follows_the_law(&Rule { subspace: None, ..rule }, 300).unwrap();
    }
}

#[test]
fn the_golden_cosines_are_met() {
    // Measured with an independent program: mean ± standard deviation of one estimate, single output.
    let golden = [
        (Rule::vanilla(100, 10), 0.296, 0.063),
        (Rule::vanilla(100, 100), 0.709, 0.033),
        (Rule::vanilla(1000, 100), 0.305, 0.019),
        (Rule::manifold(1000, 20, 0.9, 10), 0.550, 0.10),
        (Rule::manifold(1000, 20, 0.9, 100), 0.870, 0.023),
        (Rule::manifold(1000, 20, 0.5, 100), 0.646, 0.020),
    ];
    for (rule, mean, deviation) in golden {
        let (estimates, jacobian) = rule.estimates(200);
        let found = Sample::of(&Overlaps::of(&estimates, &jacobian).cosine);
        // The golden mean was itself taken over some twenty estimates.
        found.agrees("golden", mean, 4.0 * deviation / 20_f64.sqrt()).unwrap();
        let ratio = found.variance.sqrt() / deviation;
        assert!((0.5..1.5).contains(&ratio), "standard deviation {} for {deviation}", found.variance.sqrt());
    }
}

#[test]
fn rademacher_draws_save_two_dimensions() {
    for (n, d, f, k) in [(40, 4, 0.8, 4), (100, 8, 0.5, 2), (30, 3, 1.0, 1)] {
        let rule = Rule { draws: "rademacher", outputs: 8, ..Rule::manifold(n, d, f, k) };
        follows_the_law(&rule, 2000).unwrap();
    }
}

#[test]
fn orthogonal_draws_are_exact_after_as_many_draws_as_dimensions() {
    for (k, d) in [(16, 16), (48, 16), (30, 10), (7, 7)] {
        let rule = Rule { draws: "orthogonal", outputs: 3, ..Rule::manifold(200, d, 0.8, k) };
        let (estimates, jacobian) = rule.estimates(5);
        for cosine in Overlaps::of(&estimates, &jacobian).cosine {
            assert!((cosine - 0.8_f64.sqrt()).abs() < 1e-5, "K={k} d={d}: {cosine}");
        }
    }
}

#[test]
fn orthogonal_draws_follow_their_law_between_whole_blocks() {
    for (k, d) in [(4, 16), (12, 16), (1, 8), (20, 16), (40, 16)] {
        let rule = Rule { draws: "orthogonal", outputs: 8, ..Rule::manifold(200, d, 0.8, k) };
        follows_the_law(&rule, 400).unwrap();
    }
    let rule = Rule { draws: "orthogonal", outputs: 8, ..Rule::vanilla(48, 12) };
    follows_the_law(&rule, 200).unwrap();
}

#[test]
fn orthogonal_blocks_do_not_go_on_from_update_to_update() {
    for (k, d, updates) in [(4, 8, 2), (12, 8, 3), (8, 8, 3)] {
        let rule = Rule { draws: "orthogonal", outputs: 8, ..Rule::manifold(60, d, 0.8, k) };
        let (singles, jacobian) = rule.estimates(400 * updates);
        let mean = |group: &[Vec<f64>]| {
            (0..group[0].len()).map(|i| group.iter().map(|row| row[i]).sum::<f64>() / updates as f64).collect()
        };
        let means = Columns { rows: singles.rows.chunks(updates).map(mean).collect() };
        let square = Sample::of(&Overlaps::of(&means, &jacobian).square);
        let all = (k * updates) as f64;
        let cosine = law::cosine_over_updates(Draws::Orthogonal, rule.f(), rule.d(), k as f64, all);
        square.agrees("square", (rule.f() / cosine).powi(2), 0.0).unwrap();
    }
}

#[test]
fn a_single_draw_has_the_exact_mean_cosine() {
    for n in [3, 20, 100] {
        let (estimates, jacobian) = Rule::vanilla(n, 1).estimates(6000);
        let cosine = Sample::of(&Overlaps::of(&estimates, &jacobian).cosine);
        cosine.agrees("one draw", law::single_draw_cosine(n), 0.0).unwrap();
    }
}
