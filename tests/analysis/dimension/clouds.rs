//! Known clouds. The reference is scikit-dimension 0.5.0 (TwoNN; MLE's neighbours for Levina-Bickel) on 12 seeds, with its
//! deviation over them; the golden values were computed independently of both.

use crate::close::mean;
use crate::cloud::{cube, gaussian, product, rng, sphere, swiss_roll};
use trifactor::analysis::dimension::{Neighbours, levina_bickel, two_nn};
use trifactor::analysis::rows::Rows;
use trifactor::analysis::subspace::random_basis;
use trifactor::rng::Host;

/// TwoNN linear, ML and censored; Levina-Bickel of ten neighbours.
fn estimates(n: &Neighbours) -> [f64; 4] {
    let two = two_nn(n).unwrap();
    [two.linear, two.ml, two.censored, levina_bickel(n, 10).unwrap()]
}

const SEEDS: u64 = 4;
const REFERENCE_SEEDS: f64 = 12.0;

/// Holds the mean over seeds to the reference and to golden values (NaN: none), four standard errors of the difference.
/// The golden values are means of a few seeds, rounded: they are given the error of three.
fn hold(name: &str, of: impl Fn(&mut Host) -> Neighbours, reference: [(f64, f64); 4], golden: [f64; 3]) {
    let found: Vec<[f64; 4]> = (0..SEEDS).map(|seed| estimates(&of(&mut rng(seed)))).collect();
    let means = [0, 1, 2, 3].map(|i| mean(&found.iter().map(|f| f[i]).collect::<Vec<f64>>()));
    println!("{name} {means:.3?}");
    let error = |deviation: f64, seeds: f64| 4.0 * deviation * (1.0 / SEEDS as f64 + 1.0 / seeds).sqrt();
    for (found, (expected, deviation)) in means.iter().zip(reference) {
        let tolerance = error(deviation, REFERENCE_SEEDS);
        assert!((found - expected).abs() < tolerance, "{name}: {found} is not {expected} to {tolerance}");
    }
    for (i, golden) in [0, 1, 3].into_iter().zip(golden).filter(|(_, golden)| !golden.is_nan()) {
        let tolerance = error(reference[i].1, 3.0) + 0.05;
        assert!((means[i] - golden).abs() < tolerance, "{name}: {} is not {golden} to {tolerance}", means[i]);
    }
}

fn of(cloud: impl Fn(&mut Host) -> Rows) -> impl Fn(&mut Host) -> Neighbours {
    move |rng| Neighbours::of(&cloud(rng), 10)
}

const NONE: f64 = f64::NAN;

/// The clean test: nothing has a boundary, so everything is the truth.
#[test]
fn the_periodic_torus_has_its_dimension() {
    let golden = [[1.99, 1.98, 2.00], [5.13, 5.12, 5.01], [9.95, 9.94, 9.99]];
    let deviations = [[0.034, 0.032, 0.030, 0.015], [0.196, 0.187, 0.194, 0.050], [0.244, 0.178, 0.233, 0.077]];
    for ((d, golden), deviations) in [2, 5, 10].into_iter().zip(golden).zip(deviations) {
        let neighbours = |rng: &mut Host| {
            let x = cube(2500, d, rng);
            let gap = |(a, b): (&f64, &f64)| (a - b).abs().min(1.0 - (a - b).abs()).powi(2);
            Neighbours::by(2500, 10, |i, j| x.row(i).iter().zip(x.row(j)).map(gap).sum::<f64>().sqrt())
        };
        hold("torus", neighbours, deviations.map(|s| (d as f64, s)), golden);
    }
}

#[test]
fn the_cube_has_its_dimension_as_long_as_that_is_small() {
    let reference = [(1.009, 0.043), (1.003, 0.035), (1.009, 0.040), (0.993, 0.014)];
    hold("cube 1", of(|rng| cube(1000, 1, rng)), reference, [1.01, 1.01, 1.00]);
    let reference = [(1.956, 0.088), (1.947, 0.080), (1.952, 0.079), (1.961, 0.021)];
    hold("cube 2", of(|rng| cube(1000, 2, rng)), reference, [1.98, 1.97, 1.96]);
    let reference = [(4.655, 0.234), (4.631, 0.237), (4.627, 0.231), (4.474, 0.077)];
    hold("cube 5", of(|rng| cube(1000, 5, rng)), reference, [4.66, 4.65, 4.46]);
    let reference = [(8.549, 0.283), (8.579, 0.234), (8.542, 0.276), (8.310, 0.084)];
    hold("cube 10", of(|rng| cube(2500, 10, rng)), reference, [8.53, 8.55, 8.31]);
    let reference = [(15.503, 0.443), (15.636, 0.431), (15.498, 0.435), (14.828, 0.113)];
    hold("cube 20", of(|rng| cube(2500, 20, rng)), reference, [15.46, 15.59, 14.83]);
}

#[test]
fn a_gaussian_has_its_dimension_as_long_as_that_is_small() {
    let reference = [
        (2, [(2.035, 0.039), (2.039, 0.050), (2.030, 0.039), (2.012, 0.022)], [2.03, 2.04, 2.01]),
        (5, [(5.069, 0.095), (5.084, 0.106), (5.060, 0.099), (5.040, 0.037)], [5.09, 5.12, 5.04]),
        (10, [(9.708, 0.218), (9.714, 0.236), (9.701, 0.217), (9.400, 0.085)], [9.69, 9.70, 9.39]),
        (20, [(17.094, 0.595), (17.153, 0.459), (17.070, 0.530), (15.999, 0.077)], [17.2, 17.2, 16.0]),
        (50, [(32.622, 0.509), (32.822, 0.416), (32.535, 0.486), (29.643, 0.175)], [32.5, 32.8, 29.6]),
    ];
    for (d, reference, golden) in reference {
        hold("Gaussian", of(|rng| gaussian(2500, d, rng)), reference, golden);
    }
}

#[test]
fn curved_and_embedded_clouds_have_the_dimension_of_what_is_curved() {
    let reference = [(2.004, 0.064), (1.989, 0.059), (2.000, 0.062), (1.994, 0.019)];
    hold("sphere 2", of(|rng| sphere(2500, 2, rng)), reference, [1.99, NONE, 2.00]);
    let reference = [(4.930, 0.141), (4.935, 0.138), (4.923, 0.144), (4.929, 0.040)];
    hold("sphere 5", of(|rng| sphere(2500, 5, rng)), reference, [4.91, NONE, 4.93]);
    let reference = [(9.373, 0.237), (9.445, 0.218), (9.379, 0.225), (9.147, 0.074)];
    hold("sphere 10", of(|rng| sphere(2500, 10, rng)), reference, [9.32, NONE, 9.18]);
    let embedded = |rng: &mut Host| product(&gaussian(2500, 5, rng), &random_basis(100, 5, 1));
    let reference = [(5.073, 0.113), (5.084, 0.106), (5.061, 0.115), (5.046, 0.046)];
    hold("Gaussian 5 in 100", of(embedded), reference, [5.13, 5.14, 5.03]);
    let reference = [(1.972, 0.067), (1.962, 0.067), (1.968, 0.056), (1.939, 0.022)];
    hold("swiss roll", of(|rng| swiss_roll(1000, rng)), reference, [2.00, NONE, 1.95]);
    let reference = [(2.001, 0.026), (1.996, 0.032), (2.000, 0.026), (1.973, 0.012)];
    hold("swiss roll", of(|rng| swiss_roll(5000, rng)), reference, [1.96, NONE, 1.97]);
}
