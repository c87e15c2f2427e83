//! Near enough, and what that means.

/// Within `tolerance` of the larger of 1 and the expected value.
#[track_caller]
pub fn close(found: f64, expected: f64, tolerance: f64) {
    assert!(
        (found - expected).abs() <= tolerance * expected.abs().max(1.0),
        "{found} is not {expected} to {tolerance}"
    );
}

#[track_caller]
pub fn all_close(found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len());
    found.iter().zip(expected).for_each(|(f, e)| close(*f, *e, tolerance));
}

/// The first, the last and Σ (i + 1) xᵢ of a long list: the last moves with any of them.
#[track_caller]
pub fn sums_to(found: &[f64], [first, last, sum]: [f64; 3], tolerance: f64) {
    let weighted = found.iter().zip(1..).map(|(x, i)| x * f64::from(i)).sum();
    all_close(&[found[0], found[found.len() - 1], weighted], &[first, last, sum], tolerance);
}

pub fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

/// The standard deviation over seeds.
pub fn deviation(x: &[f64]) -> f64 {
    (x.iter().map(|v| (v - mean(x)).powi(2)).sum::<f64>() / (x.len() - 1) as f64).sqrt()
}

/// The mean over seeds is `errors` standard errors, measured on them, from the expected value, `known` to that much.
#[track_caller]
pub fn about(found: &[f64], expected: f64, errors: f64, known: f64) {
    let tolerance = errors * deviation(found) / (found.len() as f64).sqrt() + known;
    println!("{:.4} ± {:.4} over {} seeds: {expected:.4}", mean(found), deviation(found), found.len());
    assert!((mean(found) - expected).abs() <= tolerance, "{} is not {expected} to {tolerance}", mean(found));
}
