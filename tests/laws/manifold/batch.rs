//! Incremental PCA that forgets nothing finds what a decomposition of all data at once finds; with a mistake in centring
//! it does not.

use super::bench::{Tracker, activity, directions, principal, sine};
use crate::arrays::{normals, projected, square};
use crate::fact::Fact;

const BATCH: usize = 16;

/// Activity of exact dimension `r` around a mean that is large and wanders from batch to batch along the first direction.
fn flat(n: usize, r: usize, batches: usize) -> Vec<Vec<f64>> {
    let (u, mean) = (directions("flat", r, n), normals("mean", n));
    let deviations: Vec<f64> = (0..r).map(|k| 2.0 * 0.8_f64.powi(k as i32)).collect();
    let wander = normals("wander", batches);
    let batch = |t: usize| {
        let shifted: Vec<f64> = mean.iter().zip(&u).map(|(m, u)| 3.0 * m + 4.0 * wander[t] * u).collect();
        activity(&format!("flat{t}"), BATCH, &u, &deviations, &shifted)
    };
    (0..batches).map(batch).collect()
}

/// The tracker that sees `shown` finds the leading `r` components and variances of `all`.
fn finds(all: &[Vec<f64>], shown: &[Vec<f64>], n: usize, d: usize, r: usize) -> Fact {
    let mut tracker = Tracker::new(n, shown[0].len() / n, &format!("rank: {d}, memory: 1.0"));
    shown.iter().for_each(|batch| tracker.see(batch));
    let (components, variances) = principal(&all.concat(), n);
    let sine = sine(&tracker.leading(r), &components[..r * n], n);
    let error = |(a, b): (&f64, &f64)| (a - b).abs() / variances[0];
    let off = tracker.variances().iter().zip(&variances).map(error).fold(0.0, f64::max);
    let total: f64 = variances.iter().sum();
    let rest = (tracker.total() / total - 1.0).abs();
    let line = format!("sine {sine:.1e}, variances off by {off:.1e}, total by {rest:.1e}");
    println!("{line}");
    // Scatter is summed in single precision, a few thousand roundings of 6e-8.
    if sine < 1e-3 && off < 1e-4 && rest < 1e-4 { Ok(()) } else { Err(line) }
}

#[test]
fn data_of_lower_dimension_than_the_rank_are_decomposed_exactly() {
    for (n, d, r) in [(30, 6, 4), (30, 6, 6), (80, 20, 10), (7, 7, 7)] {
        let data = flat(n, r, 12);
        finds(&data, &data, n, d, r).unwrap();
    }
}

#[test]
fn missing_centring_is_noticed() {
    let (n, d, r) = (30, 8, 4);
    let data = flat(n, r, 12);
    // The centred scatter of rows and their mirror images is the uncentred scatter of the rows.
    let mirrored = |batch: &Vec<f64>| batch.iter().copied().chain(batch.iter().map(|x| -x)).collect();
    assert!(finds(&data, &data.iter().map(mirrored).collect::<Vec<_>>(), n, d, r).is_err());
}

#[test]
fn centring_each_batch_by_itself_is_noticed() {
    let (n, d, r) = (30, 8, 4);
    let data = flat(n, r, 12);
    let centred = |batch: &Vec<f64>| -> Vec<f64> {
        let mean: Vec<f64> = (0..n).map(|j| batch.iter().skip(j).step_by(n).sum::<f64>() / BATCH as f64).collect();
        batch.iter().zip(mean.iter().cycle()).map(|(x, m)| x - m).collect()
    };
    assert!(finds(&data, &data.iter().map(centred).collect::<Vec<_>>(), n, d, r).is_err());
}

#[test]
fn data_of_any_dimension_lose_little_to_truncation() {
    let (n, d, batches) = (40, 8, 40);
    let u = directions("general", n, n);
    let deviations: Vec<f64> = (0..n).map(|k| 0.75_f64.powi(k as i32) + 0.05).collect();
    let data: Vec<Vec<f64>> =
        (0..batches).map(|t| activity(&format!("general{t}"), BATCH, &u, &deviations, &normals("mean", n))).collect();
    let mut tracker = Tracker::new(n, BATCH, &format!("rank: {d}, memory: 1.0"));
    data.iter().for_each(|batch| tracker.see(batch));
    let (components, variances) = principal(&data.concat(), n);
    let total: f64 = variances.iter().sum();
    // The variance that the tracked basis captures of all data, against the most that any basis of its rank can.
    let scaled: Vec<f64> =
        components.chunks(n).zip(&variances).flat_map(|(c, v)| c.iter().map(|x| x * v.sqrt())).collect();
    let captured = square(&projected(&scaled, &tracker.basis(), n));
    let best: f64 = variances[..d].iter().sum();
    let leading = sine(&tracker.leading(3), &components[..3 * n], n);
    println!("captured {:.4} of the best, leading three off by {leading:.4}", captured / best);
    assert!(captured > 0.99 * best && leading < 0.05);
    assert!((tracker.total() / total - 1.0).abs() < 1e-4);
    for (found, expected) in tracker.variances().iter().zip(&variances) {
        // What was cut off when it was small is missing for good: never too much, and little.
        assert!(*found < 1.001 * expected && *found > 0.85 * expected, "{found} {expected}");
    }
}
