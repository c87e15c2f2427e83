//! Forgetting: the manifold follows activity that moves.

use super::bench::{Tracker, activity, directions, sine};
use trifactor::plan::op::track::TrackItem;

const N: usize = 30;
const R: usize = 3;
const BATCH: usize = 32;

/// The basis after activity moved from the first three of six directions to the last three, and has been there a while.
fn after_a_move(memory: f64) -> (Tracker, Vec<f64>) {
    let u = directions("moves", 2 * R, N);
    let (old, new) = u.split_at(R * N);
    let mut tracker = Tracker::new(N, BATCH, &format!("rank: {R}, memory: {memory:?}"));
    for t in 0..20 {
        tracker.see(&activity(&format!("old{t}"), BATCH, old, &[3.0, 2.5, 2.0], &[0.0; N]));
    }
    for t in 0..60 {
        tracker.see(&activity(&format!("new{t}"), BATCH, new, &[1.0, 0.8, 0.6], &[1.0; N]));
    }
    (tracker, new.to_vec())
}

#[test]
fn a_manifold_that_forgets_follows_activity_that_moved() {
    let memory = 0.8;
    let (tracker, new) = after_a_move(memory);
    assert!(sine(&tracker.basis(), &new, N) < 1e-2, "{}", sine(&tracker.basis(), &new, N));
    // A window of BATCH (1+memory)/(1−memory) samples: 288, so that a variance is known to √(2/288) = 8 %.
    let samples = BATCH as f64 * (1.0 + memory) / (1.0 - memory);
    let expected: f64 = [1.0, 0.64, 0.36].iter().sum();
    assert!((tracker.total() / expected - 1.0).abs() < 4.0 * (2.0 / samples).sqrt(), "{}", tracker.total());
    let weight = BATCH as f64 / (1.0 - memory);
    assert!((tracker.extra(TrackItem::WEIGHT) / weight - 1.0).abs() < 1e-5);
}

#[test]
fn a_manifold_that_never_forgets_stays_with_the_larger_past() {
    let (tracker, new) = after_a_move(1.0);
    // At least one direction of the old activity, with a quarter of 9, 6.25 and 4, outlasts the new 1, 0.64 and 0.36.
    assert!(sine(&tracker.basis(), &new, N) > 0.9);
    assert_eq!(tracker.extra(TrackItem::WEIGHT), 80.0 * BATCH as f64);
}
