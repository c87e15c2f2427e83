//! Representational dissimilarity matrices: the upper triangle, row by row, of stimuli × stimuli.

use crate::analysis::rows::Rows;
use faer::Mat;

/// How many stimuli a triangle of so many pairs is of; `None` if it is not a triangle.
pub fn stimuli(pairs: usize) -> Option<usize> {
    let n = (1 + 8 * pairs).isqrt().div_ceil(2);
    (n * (n - 1) / 2 == pairs).then_some(n)
}

/// Where the pair i < j of `n` stimuli stands.
pub fn place(n: usize, i: usize, j: usize) -> usize {
    i * (2 * n - i - 1) / 2 + j - i - 1
}

/// The upper triangle of a square matrix.
pub fn upper(square: &Rows) -> Vec<f64> {
    triangle(square.rows(), |i, j| square.row(i)[j])
}

fn triangle(n: usize, value: impl Fn(usize, usize) -> f64) -> Vec<f64> {
    (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j))).map(|(i, j)| value(i, j)).collect()
}

/// Correlation distance 1 − r, in [0, 2], of the patterns (rows) of stimuli over channels. A pattern without variance
/// correlates with none: distance 1.
pub fn correlation(x: &Rows) -> Vec<f64> {
    let pattern = |i| {
        let row = x.row(i);
        let mean = row.iter().sum::<f64>() / row.len() as f64;
        let norm = row.iter().map(|x| (x - mean).powi(2)).sum::<f64>().sqrt();
        let unit = if norm > 0.0 { norm.recip() } else { 0.0 };
        row.iter().map(move |x| (x - mean) * unit)
    };
    let gram = Rows::new((0..x.rows()).flat_map(pattern).collect(), x.cols()).gram();
    triangle(x.rows(), |i, j| 1.0 - gram[(i, j)].clamp(-1.0, 1.0))
}

/// Squared Euclidean distance, divided by the number of channels.
pub fn euclidean(x: &Rows) -> Vec<f64> {
    let square = |i, j| x.row(i).iter().zip(x.row(j)).map(|(a, b)| (a - b).powi(2)).sum::<f64>();
    triangle(x.rows(), |i, j| square(i, j) / x.cols() as f64)
}

/// Crossvalidated squared distance, divided by the number of channels: the mean over pairs of different repetitions of the
/// products of differences, which noise does not raise; below zero where there is only noise. `repetitions` are tables of
/// the same stimuli × channels; `precision` (channels × channels), the inverse covariance of the noise, makes it the
/// crossnobis distance. `None` for fewer than two repetitions. Source: A. Walther et al. (2016),
/// doi:10.1016/j.neuroimage.2015.12.012.
pub fn crossvalidated(repetitions: &[Rows], precision: Option<&Rows>) -> Option<Vec<f64>> {
    let [first, second, ..] = repetitions else {
        return None;
    };
    assert!(repetitions.iter().all(|r| (r.rows(), r.cols()) == (second.rows(), second.cols())), "the same stimuli");
    let (n, count) = (first.rows(), repetitions.len() as f64);
    // Distances do not change with the mean; without it no digits are lost to it.
    let means = first.means();
    let product = |x: &Mat<f64>| match precision {
        Some(precision) => x * precision.mat() * x.transpose(),
        None => x * x.transpose(),
    };
    let (mut sum, mut within) = (Mat::zeros(n, first.cols()), Mat::zeros(n, n));
    for repetition in repetitions {
        let x = Mat::from_fn(n, first.cols(), |i, j| repetition.row(i)[j] - means[j]);
        within += product(&x);
        sum += x;
    }
    // All pairs of repetitions, less those of one with itself.
    let across = product(&sum) - within;
    let scale = 1.0 / (count * (count - 1.0) * first.cols() as f64);
    let distance = |i, j| (across[(i, i)] + across[(j, j)] - across[(i, j)] - across[(j, i)]) * scale;
    Some(triangle(n, distance))
}
