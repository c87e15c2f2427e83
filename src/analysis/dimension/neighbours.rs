//! Distances to the nearest neighbours of every point.

use crate::analysis::rows::Rows;
use faer::linalg::matmul::matmul;
use faer::{Accum, Mat, Par};
use std::cmp::Ordering;
use std::collections::HashMap;

/// Points whose inner products with all others are looked at together: what they take stays small.
const BLOCK: usize = 128;
/// Partial sums of a distance: some vectors of the processor's, whatever their length.
const SUMS: usize = 16;

/// Euclidean distances to the nearest neighbours of every point, nearest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbours {
    distances: Rows,
    /// Points left out because an earlier one lies in the very same place. A distance of zero has no logarithm.
    pub duplicates: usize,
}

impl Neighbours {
    /// Of every row of `x` the `k` nearest others, or all others if there are fewer. Distances are those of the differences
    /// in double precision, however near the points. Time: rows² · cols.
    pub fn of(x: &Rows, k: usize) -> Neighbours {
        let mut seen: HashMap<u64, Vec<usize>> = HashMap::new();
        let first = |i: &usize| {
            let alike = seen.entry(print(x.row(*i))).or_default();
            let new = !alike.iter().any(|j| x.row(*j) == x.row(*i));
            alike.extend(new.then_some(*i));
            new
        };
        let kept: Vec<usize> = (0..x.rows()).filter(first).collect();
        let (points, k) = (x.select(&kept), k.min(kept.len().saturating_sub(1)));
        let distances = if k == 0 { Rows::default() } else { Rows::new(nearest(&points, k), k) };
        Neighbours { distances, duplicates: x.rows() - kept.len() }
    }

    /// From distances that are already known: a row for each point, ascending and positive.
    pub fn given(distances: Rows) -> Neighbours {
        Neighbours { distances, duplicates: 0 }
    }

    /// The same by any other distance between points 0..`points`: symmetric, and zero only for duplicates.
    pub fn by(points: usize, k: usize, distance: impl Fn(usize, usize) -> f64) -> Neighbours {
        let kept: Vec<usize> = (0..points).filter(|&i| (0..i).all(|j| distance(i, j) > 0.0)).collect();
        let k = k.min(kept.len().saturating_sub(1));
        let smallest = |&i: &usize| {
            let others = kept.iter().filter(|&&j| j != i);
            let mut distances: Vec<f64> = others.map(|&j| distance(i, j)).collect();
            if k < distances.len() {
                distances.select_nth_unstable_by(k, f64::total_cmp);
                distances.truncate(k);
            }
            distances.sort_unstable_by(f64::total_cmp);
            distances
        };
        let distances = if k == 0 { Rows::default() } else { Rows::new(kept.iter().flat_map(smallest).collect(), k) };
        Neighbours { distances, duplicates: points - kept.len() }
    }

    /// Number of points, duplicates left out; 0 if no point has a neighbour.
    pub fn points(&self) -> usize {
        self.distances.rows()
    }

    /// How many neighbours of each point are known.
    pub fn known(&self) -> usize {
        self.distances.cols()
    }

    /// For every point the distances to its nearest, second nearest, … neighbour.
    pub fn iter(&self) -> impl Iterator<Item = &[f64]> {
        (0..self.points()).map(|i| self.distances.row(i))
    }
}

/// A number that equal points share, and few others.
fn print(point: &[f64]) -> u64 {
    // −0 + 0 is +0: zeros are equal whatever their sign.
    let mix = |print: u64, x: &f64| (print ^ (x + 0.0).to_bits()).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    point.iter().fold(0, mix)
}

/// The `k` smallest distances of every point, row by row.
fn nearest(points: &Rows, k: usize) -> Vec<f64> {
    // Products find who may be near, ‖a‖² + ‖b‖² − 2ab, up to their rounding; differences then say how near.
    let (n, cols, centred) = (points.rows(), points.cols(), points.centred());
    let squares: Vec<f64> = (0..n).map(|i| centred.row(i).iter().map(|x| x * x).sum()).collect();
    let largest = squares.iter().copied().fold(0.0, f64::max);
    let rounding = 4.0 * (cols + 16) as f64 * f64::EPSILON;
    let (mut products, mut rough, mut out) = (Mat::zeros(n, BLOCK.min(n)), vec![0.0; n], Vec::with_capacity(n * k));
    for from in (0..n).step_by(BLOCK) {
        let count = BLOCK.min(n - from);
        let mut products = products.as_mut().subcols_mut(0, count);
        let block = centred.mat().subrows(from, count);
        matmul(products.as_mut(), Accum::Replace, centred.mat(), block.transpose(), -2.0, Par::Seq);
        for (column, i) in products.col_iter().zip(from..) {
            let own = squares[i];
            for ((rough, product), square) in rough.iter_mut().zip(column.iter()).zip(&squares) {
                *rough = own + square + product;
            }
            rough[i] = f64::INFINITY;
            let mut ordered = rough.clone();
            let (_, kth, _) = ordered.select_nth_unstable_by(k - 1, f64::total_cmp);
            let within = *kth + 2.0 * rounding * (own + largest);
            // What is not a number is near, too, and comes out as it is.
            let near = (0..n).filter(|&j| j != i && rough[j].partial_cmp(&within) != Some(Ordering::Greater));
            let mut near: Vec<f64> = near.map(|j| distance(points.row(i), points.row(j))).collect();
            near.sort_unstable_by(f64::total_cmp);
            out.extend_from_slice(&near[..k]);
        }
    }
    out
}

/// ‖a − b‖.
fn distance(a: &[f64], b: &[f64]) -> f64 {
    let square = square(a, b);
    if square > 1e-280 && square < f64::INFINITY {
        return square.sqrt();
    }
    // Squares out of range: in units of the largest difference.
    let differences = || a.iter().zip(b).map(|(a, b)| a - b);
    let unit = differences().fold(0.0, |most: f64, d| most.max(d.abs()));
    if unit == 0.0 { 0.0 } else { unit * differences().map(|d| (d / unit) * (d / unit)).sum::<f64>().sqrt() }
}

/// ‖a − b‖², in sums that do not wait for each other.
fn square(a: &[f64], b: &[f64]) -> f64 {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<SUMS>(), b.as_chunks::<SUMS>());
    let mut sums = [0.0; SUMS];
    for (a, b) in a.iter().zip(b) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += (a - b) * (a - b);
        }
    }
    let rest = a_rest.iter().zip(b_rest).map(|(a, b)| (a - b) * (a - b));
    sums.iter().sum::<f64>() + rest.sum::<f64>()
}
