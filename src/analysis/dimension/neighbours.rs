//! Distances to the nearest neighbours of every point.

use crate::analysis::cloud::Cloud;
use crate::analysis::rows::Rows;
use crate::simd::vectorize;
use faer::linalg::matmul::matmul;
use faer::{Accum, ColRef, Mat, Par};
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
        Neighbours::among(x, k, |k| nearest(x, k))
    }

    /// The same of a cloud.
    pub fn of_cloud(cloud: &Cloud, k: usize) -> Neighbours {
        Neighbours::among(&cloud.points, k, |k| nearest_in(cloud, k))
    }

    /// Of points whose smallest distances `nearest` knows, of a point itself left out.
    fn among(x: &Rows, k: usize, nearest_of_all: impl Fn(usize) -> Vec<f64>) -> Neighbours {
        let known = |points: usize| k.min(points.saturating_sub(1));
        let rows = |distances: Vec<f64>, k: usize| if k == 0 { Rows::default() } else { Rows::new(distances, k) };
        let all = known(x.rows());
        if all > 0 {
            let distances = rows(nearest_of_all(all), all);
            // Whoever has a double has it as nearest neighbour: no need to look for any if there is none.
            if (0..x.rows()).all(|i| distances.row(i)[0] != 0.0) {
                return Neighbours { distances, duplicates: 0 };
            }
        }
        let kept = distinct(x);
        let few = known(kept.len());
        let distances = if few == 0 { Vec::new() } else { nearest(&x.select(&kept), few) };
        Neighbours { distances: rows(distances, few), duplicates: x.rows() - kept.len() }
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

/// The first of each set of equal points.
fn distinct(x: &Rows) -> Vec<usize> {
    let mut seen: HashMap<u64, Vec<usize>> = HashMap::new();
    let first = |i: &usize| {
        let alike = seen.entry(print(x.row(*i))).or_default();
        let new = !alike.iter().any(|j| x.row(*j) == x.row(*i));
        alike.extend(new.then_some(*i));
        new
    };
    (0..x.rows()).filter(first).collect()
}

/// A number that equal points share, and few others.
fn print(point: &[f64]) -> u64 {
    // −0 + 0 is +0: zeros are equal whatever their sign.
    let mix = |print: u64, x: &f64| (print ^ (x + 0.0).to_bits()).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    point.iter().fold(0, mix)
}

/// The `k` smallest distances of every point, row by row.
fn nearest(points: &Rows, k: usize) -> Vec<f64> {
    let (n, centred) = (points.rows(), points.centred());
    let mut search = Search::new(points, &centred, k);
    let mut products = Mat::zeros(n, BLOCK.min(n));
    for from in (0..n).step_by(BLOCK) {
        let count = BLOCK.min(n - from);
        let mut products = products.as_mut().subcols_mut(0, count);
        let block = centred.mat().subrows(from, count);
        matmul(products.as_mut(), Accum::Replace, centred.mat(), block.transpose(), 1.0, Par::Seq);
        products.col_iter().zip(from..).for_each(|(products, i)| search.add(i, products));
    }
    search.found
}

/// The same where all products are known.
fn nearest_in(cloud: &Cloud, k: usize) -> Vec<f64> {
    let mut search = Search::new(&cloud.points, &cloud.centred, k);
    cloud.products.col_iter().enumerate().for_each(|(i, products)| search.add(i, products));
    search.found
}

/// A search for nearest neighbours, point by point. Products of centred points find who may be near,
/// ‖a‖² + ‖b‖² − 2ab, up to their rounding; differences then say how near.
struct Search<'a> {
    points: &'a Rows,
    k: usize,
    squares: Vec<f64>,
    largest: f64,
    rough: Vec<f64>,
    ordered: Vec<f64>,
    near: Vec<usize>,
    distances: Vec<f64>,
    found: Vec<f64>,
}

impl<'a> Search<'a> {
    fn new(points: &'a Rows, centred: &Rows, k: usize) -> Search<'a> {
        let n = points.rows();
        let squares: Vec<f64> = (0..n).map(|i| centred.row(i).iter().map(|x| x * x).sum()).collect();
        let largest = squares.iter().copied().fold(0.0, f64::max);
        let (rough, ordered, found) = (vec![0.0; n], vec![0.0; n], Vec::with_capacity(n * k));
        Search { points, k, squares, largest, rough, ordered, near: Vec::new(), distances: Vec::new(), found }
    }

    /// Finds the nearest of point `i`, whose products with all points are given.
    fn add(&mut self, i: usize, products: ColRef<f64>) {
        let Search { points, squares, rough, near, distances, .. } = self;
        let own = squares[i];
        for ((rough, product), square) in rough.iter_mut().zip(products.iter()).zip(&*squares) {
            *rough = own + square - 2.0 * product;
        }
        rough[i] = f64::INFINITY;
        self.ordered.copy_from_slice(rough);
        let (_, kth, _) = self.ordered.select_nth_unstable_by(self.k - 1, f64::total_cmp);
        let rounding = 4.0 * (points.cols() + 16) as f64 * f64::EPSILON;
        let within = *kth + 2.0 * rounding * (own + self.largest);
        // What is not a number is near, too, and comes out as it is.
        near.clear();
        near.extend((0..rough.len()).filter(|&j| j != i && rough[j].partial_cmp(&within) != Some(Ordering::Greater)));
        distances.resize(near.len(), 0.0);
        vectorize(
            #[inline(always)]
            || {
                for (distance, &j) in distances.iter_mut().zip(&*near) {
                    *distance = square(points.row(i), points.row(j));
                }
            },
        );
        for (distance, &j) in distances.iter_mut().zip(&*near) {
            *distance = root(*distance, points.row(i), points.row(j));
        }
        distances.sort_unstable_by(f64::total_cmp);
        self.found.extend_from_slice(&distances[..self.k]);
    }
}

/// ‖a − b‖, with its square.
fn root(square: f64, a: &[f64], b: &[f64]) -> f64 {
    if square > 1e-280 && square < f64::INFINITY {
        return square.sqrt();
    }
    // Squares out of range: in units of the largest difference.
    let differences = || a.iter().zip(b).map(|(a, b)| a - b);
    let unit = differences().fold(0.0, |most: f64, d| most.max(d.abs()));
    if unit == 0.0 { 0.0 } else { unit * differences().map(|d| (d / unit) * (d / unit)).sum::<f64>().sqrt() }
}

/// ‖a − b‖², in sums that do not wait for each other.
#[inline(always)]
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
