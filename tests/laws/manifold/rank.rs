//! A manifold that is told which share of the variance to explain uses as many components as that takes.

use super::bench::{Tracker, directions};
use crate::arrays::double;
use std::path::Path;
use trifactor::circuit::load_text;
use trifactor::plan::op::track::TrackItem;
use trifactor::run::session::{Session, SessionOptions};

const N: usize = 20;

/// Rows ± u_k √(5 v_k): their variances are exactly v, 10, 5, 3, 1, 1 of 20.
fn known_variances() -> Vec<f64> {
    let u = directions("known", 5, N);
    let rows = u.chunks(N).zip([10.0_f64, 5.0, 3.0, 1.0, 1.0]);
    rows.flat_map(|(u, v)| [1.0, -1.0].map(|s| u.iter().map(|x| s * x * (5.0 * v).sqrt()).collect::<Vec<_>>()))
        .flatten()
        .collect()
}

#[test]
fn the_rank_is_what_the_explained_variance_takes() {
    // Shares explained by 1, 2, … components: 0.5, 0.75, 0.9, 0.95, 1.
    for (rank, share, expected) in [(8, 0.45, 1), (8, 0.6, 2), (8, 0.8, 3), (8, 0.93, 4), (8, 0.99, 5), (3, 0.99, 3)] {
        for draws in ["gaussian", "rademacher", "orthogonal"] {
            let pca = format!("rank: {rank}, memory: 1.0, explained: Some({share:?})");
            let mut tracker = Tracker::with_noise(N, 10, &pca, &format!("sigma: 0.1, draws: {draws}"));
            tracker.see(&known_variances());
            tracker.see(&known_variances());
            assert_eq!(tracker.extra(TrackItem::ACTIVE), f64::from(expected), "{share}");
            for z in double(&tracker.lab.read("coordinates.h1")).chunks(rank) {
                let (used, unused) = z.split_at(expected as usize);
                assert!(used.iter().all(|z| *z != 0.0) && unused.iter().all(|z| *z == 0.0), "{z:?}");
            }
        }
    }
}

#[test]
fn credit_quality_tells_the_rank_in_use() {
    let text = "Circuit(
        task: teacher(inputs: 12, outputs: 2, rank: 2, noise: 0.01),
        populations: {\"x\": input, \"h\": rate(size: 12, activation: identity), \"y\": rate(size: 2, activation: identity)},
        projections: [(from: \"x\", to: \"h\"), (from: \"h\", to: \"y\")],
        credit: manifold_noise(manifold: pca(rank: 8, explained: Some(0.95))),
        plasticity: plasticity(optimizer: sgd(rate: 0.0)),
        run: run(replicas: 32, updates: 40),
    )";
    let loaded = load_text(text, Path::new("law.ron"), &[]).unwrap();
    let mut session = Session::open(&loaded, &SessionOptions { threads: 1, ..Default::default() }).unwrap();
    session.advance(40).unwrap();
    let quality = &session.credit_quality().unwrap()["h"];
    assert_eq!(quality.rank, Some(2));
    assert!(quality.captured.unwrap() < 0.9, "two directions of twelve: {:?}", quality.captured);
}
