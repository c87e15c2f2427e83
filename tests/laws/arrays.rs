//! Small row-major arrays in double precision.

use trifactor::rng;

/// Standard normal numbers, different for every purpose.
pub fn normals(purpose: &str, count: usize) -> Vec<f64> {
    let mut rng = rng::host_rng(7, purpose);
    (0..count).map(|_| rng::normal(&mut rng)).collect()
}

pub fn single(a: &[f64]) -> Vec<f32> {
    a.iter().map(|x| *x as f32).collect()
}

pub fn double(a: &[f32]) -> Vec<f64> {
    a.iter().map(|x| f64::from(*x)).collect()
}

/// A (rows × inner) · B (inner × cols).
pub fn product(a: &[f64], b: &[f64], inner: usize) -> Vec<f64> {
    let cols = b.len() / inner;
    let mut out = Vec::with_capacity(a.len() / inner * cols);
    for row in a.chunks(inner) {
        let mut sum = vec![0.0; cols];
        for (x, b) in row.iter().zip(b.chunks(cols)) {
            sum.iter_mut().zip(b).for_each(|(s, b)| *s += x * b);
        }
        out.extend(sum);
    }
    out
}

pub fn transpose(a: &[f64], cols: usize) -> Vec<f64> {
    (0..cols).flat_map(|j| a.iter().skip(j).step_by(cols).copied()).collect()
}

/// Rows of length n projected onto the span of the orthonormal rows of `basis`: A UᵀU.
pub fn projected(a: &[f64], basis: &[f64], n: usize) -> Vec<f64> {
    let coordinates = product(a, &transpose(basis, n), n);
    product(&coordinates, basis, basis.len() / n)
}

pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// ‖A‖².
pub fn square(a: &[f64]) -> f64 {
    dot(a, a)
}

pub fn difference(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

/// A matrix of squared norm 1 of which the orthonormal rows of `basis` capture exactly the fraction f.
pub fn capturing(f: f64, basis: &[f64], rows: usize, n: usize) -> Vec<f64> {
    let drawn = normals("capturing", rows * n);
    let inside = projected(&drawn, basis, n);
    let outside = difference(&drawn, &inside);
    let (a, b) = ((f / square(&inside)).sqrt(), ((1.0 - f) / square(&outside)).sqrt());
    inside.iter().zip(&outside).map(|(i, o)| a * i + if f < 1.0 { b * o } else { 0.0 }).collect()
}

/// The largest deviation of U Uᵀ from the identity.
pub fn orthonormality(basis: &[f64], n: usize) -> f64 {
    let rank = basis.len() / n;
    let gram = product(basis, &transpose(basis, n), n);
    gram.iter().enumerate().map(|(i, g)| (g - f64::from(u8::from(i % (rank + 1) == 0))).abs()).fold(0.0, f64::max)
}
