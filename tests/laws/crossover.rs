//! Manifold noise beats vanilla noise where f > (K+d+1)/(K+n+1), and loses where it is less.

use crate::fact::Sample;
use crate::rule::{Overlaps, Rule};
use trifactor::analysis::law;

/// The mean cosine of manifold noise less that of vanilla noise, and its standard error.
fn advantage(f: f64, n: usize, d: usize, k: usize) -> (f64, f64) {
    let cosine = |rule: Rule| {
        let (estimates, jacobian) = Rule { outputs: 4, ..rule }.estimates(300);
        Sample::of(&Overlaps::of(&estimates, &jacobian).cosine)
    };
    let (manifold, vanilla) = (cosine(Rule::manifold(n, d, f, k)), cosine(Rule::vanilla(n, k)));
    println!("f = {f:.3}, K = {k}: manifold {:.4}, vanilla {:.4}", manifold.mean, vanilla.mean);
    (manifold.mean - vanilla.mean, manifold.error().hypot(vanilla.error()))
}

#[test]
fn manifold_noise_wins_above_the_crossover_and_loses_below_it() {
    for (n, d, k) in [(200, 10, 50), (100, 8, 200), (300, 16, 8)] {
        let f = law::crossover(d as f64, n as f64, k as f64);
        let (above, error) = advantage(1.2 * f, n, d, k);
        assert!(above > 4.0 * error, "n={n} K={k}: {above} ± {error}");
        let (below, error) = advantage(0.8 * f, n, d, k);
        assert!(below < -4.0 * error, "n={n} K={k}: {below} ± {error}");
        let (at, error) = advantage(f, n, d, k);
        assert!(at.abs() < 4.0 * error, "n={n} K={k}: {at} ± {error}");
    }
}
