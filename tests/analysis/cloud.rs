//! Clouds of points, and numbers that a script in another language can make alike.

use trifactor::analysis::rows::Rows;
use trifactor::rng::{Host, host_rng, normal, uniform};

/// The generator of a test's `seed`-th cloud.
pub fn rng(seed: u64) -> Host {
    host_rng(seed, "cloud")
}

pub fn gaussian(n: usize, d: usize, rng: &mut Host) -> Rows {
    Rows::new((0..n * d).map(|_| normal(rng)).collect(), d)
}

pub fn cube(n: usize, d: usize, rng: &mut Host) -> Rows {
    Rows::new((0..n * d).map(|_| uniform(rng)).collect(), d)
}

/// Uniform on the unit sphere of `d` dimensions, in d + 1.
pub fn sphere(n: usize, d: usize, rng: &mut Host) -> Rows {
    let points = gaussian(n, d + 1, rng);
    map(&points, |row| {
        let norm = row.iter().map(|x| x * x).sum::<f64>().sqrt();
        row.iter().map(|x| x / norm).collect()
    })
}

pub fn swiss_roll(n: usize, rng: &mut Host) -> Rows {
    map(&cube(n, 2, rng), |uv| {
        let t = 1.5 * std::f64::consts::PI * (1.0 + 2.0 * uv[0]);
        vec![t * t.cos(), 21.0 * uv[1], t * t.sin()]
    })
}

/// Every row turned into another.
pub fn map(x: &Rows, f: impl Fn(&[f64]) -> Vec<f64>) -> Rows {
    let rows: Vec<Vec<f64>> = (0..x.rows()).map(|i| f(x.row(i))).collect();
    Rows::new(rows.concat(), rows[0].len())
}

/// A B.
pub fn product(a: &Rows, b: &Rows) -> Rows {
    Rows::of_mat((a.mat() * b.mat()).as_ref())
}

/// Uniform numbers in [0, 1) that NumPy makes in two lines: the i-th output of SplitMix64 (Vigna's) seeded with `seed`,
/// its upper 53 bits. The references are given these.
pub fn plain(seed: u64, rows: usize, cols: usize) -> Rows {
    let number = |i: u64| {
        let z = seed.wrapping_add((i + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    };
    Rows::new((0..(rows * cols) as u64).map(number).collect(), cols)
}
