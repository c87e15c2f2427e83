//! Feedback kept in manifold coordinates goes along when the basis moves: C ← C U_old U_newᵀ.

use super::bench::{Tracker, activity, directions};
use crate::arrays::{difference, normals, projected, single, square};

const N: usize = 25;
const D: usize = 5;

#[test]
fn feedback_is_projected_onto_each_new_basis() {
    let mut tracker = Tracker::new(N, 8, &format!("rank: {D}, memory: 0.5"));
    tracker.lab.write("feedback.h1", &single(&normals("coordinates", 2 * D)));
    for t in 0..20 {
        let before = tracker.lab.feedback("h1");
        tracker.see(&normals(&format!("carry{t}"), 8 * N));
        let expected = projected(&before, &tracker.basis(), N);
        let error = square(&difference(&tracker.lab.feedback("h1"), &expected)).sqrt();
        assert!(error < 1e-5 * square(&before).sqrt(), "{error}");
        assert!(square(&difference(&before, &expected)) > 1e-3 * square(&before), "nothing was lost: nothing moved");
    }
}

#[test]
fn feedback_on_the_shared_subspace_is_kept() {
    let u = directions("kept", D, N);
    let see = |tracker: &mut Tracker, t: usize| {
        // The order of the components changes all the time, their span does not.
        let deviations: Vec<f64> = (0..D).map(|k| 1.0 + ((t + k) % D) as f64).collect();
        tracker.see(&activity(&format!("kept{t}"), 16, &u, &deviations, &[0.0; N]));
    };
    let mut tracker = Tracker::new(N, 16, &format!("rank: {D}, memory: 0.5"));
    see(&mut tracker, 0);
    tracker.lab.write("feedback.h1", &single(&normals("coordinates", 2 * D)));
    let (before, coordinates) = (tracker.lab.feedback("h1"), tracker.lab.read("feedback.h1"));
    (1..200).for_each(|t| see(&mut tracker, t));
    let error = (square(&difference(&tracker.lab.feedback("h1"), &before)) / square(&before)).sqrt();
    let moved =
        tracker.lab.read("feedback.h1").iter().zip(&coordinates).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    println!("feedback off by {error:.1e}, coordinates moved by {moved:.2}");
    assert!(error < 1e-4 && moved > 0.1, "{error} {moved}");
}
