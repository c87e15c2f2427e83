//! The basis stays orthonormal, whatever the activity: 1000 trackings of it.

use super::bench::Tracker;
use crate::arrays::{normals, orthonormality};

const N: usize = 24;
const RANK: usize = 6;

/// Tracks 1000 batches made by `make` of standard normal numbers.
fn after_a_thousand(batch: usize, memory: f64, make: impl Fn(usize, usize, f64) -> f64) -> Tracker {
    let mut tracker = Tracker::new(N, batch, &format!("rank: {RANK}, memory: {memory:?}"));
    for t in 0..1000 {
        let drawn = normals(&format!("orthonormal{t}"), batch * N);
        let activity: Vec<f64> = drawn.iter().enumerate().map(|(k, x)| make(t, k % N, *x)).collect();
        tracker.see(&activity);
        let error = orthonormality(&tracker.basis(), N);
        assert!(error < 1e-5, "after {t} trackings: {error}");
    }
    assert!(tracker.variances().windows(2).all(|pair| pair[0] >= pair[1]), "{:?}", tracker.variances());
    tracker
}

#[test]
fn the_basis_of_lively_activity_stays_orthonormal() {
    after_a_thousand(8, 0.95, |_, i, x| x * 0.8_f64.powi(i as i32));
    after_a_thousand(8, 1.0, |t, i, x| 1e3 * x + (t * i) as f64);
}

#[test]
fn dead_neurons_have_no_part_in_the_manifold() {
    let tracker = after_a_thousand(8, 0.9, |_, i, x| if i % 2 == 0 { x } else { 0.0 });
    let dead = tracker.basis().iter().skip(1).step_by(2).fold(0.0, |m: f64, x| m.max(x.abs()));
    assert!(dead < 1e-6, "{dead}");
}

#[test]
fn constant_activity_leaves_a_basis_and_no_variance() {
    for value in [0.0, 1.0, -300.0] {
        let tracker = after_a_thousand(8, 0.9, |_, _, _| value);
        assert!(tracker.variances().iter().all(|v| *v <= 1e-6 * value * value), "{:?}", tracker.variances());
    }
}

#[test]
fn fewer_samples_than_components_keep_the_basis_whole() {
    after_a_thousand(1, 0.5, |_, _, x| x);
    after_a_thousand(2, 0.0, |_, _, x| x);
    // Fewer directions than components, for ever.
    after_a_thousand(4, 0.9, |_, i, x| if i < 3 { x } else { 0.0 });
}
