//! A population that is made to show chosen activity, and the decomposition of all of it at once.

use crate::arrays::{double, normals, product, projected, single, square};
use crate::lab::{Lab, chain};
use faer::Mat;
use trifactor::plan::op::track::TrackItem;
use trifactor::plan::{Plan, Work};

pub struct Tracker {
    pub lab: Lab,
    pub n: usize,
}

impl Tracker {
    /// `pca` is what the circuit file says within `pca(…)`.
    pub fn new(n: usize, batch: usize, pca: &str) -> Tracker {
        Tracker::with_noise(n, batch, pca, "sigma: 0.1")
    }

    pub fn with_noise(n: usize, batch: usize, pca: &str, noise: &str) -> Tracker {
        let credit = format!("manifold_noise(noise: noise({noise}), manifold: pca({pca}, every: 1, samples: {batch}))");
        // Feedback stays as it is written: the bases alone move it.
        let alter = |plan: &mut Plan| plan.learn.ops.retain(|op| !matches!(op.work, Work::Estimate(_)));
        let mut lab = Lab::altered(&chain(&[n, n, 2], "identity", &credit, batch), alter);
        let identity: Vec<f32> = (0..n * n).map(|i| f32::from(u8::from(i % (n + 1) == 0))).collect();
        lab.write("weights.x_h1", &identity);
        Tracker { lab, n }
    }

    /// One update with this activity (batch × n).
    pub fn see(&mut self, activity: &[f64]) {
        self.lab.present(&single(activity), &vec![0.0; activity.len() / self.n * 2]);
        self.lab.run(1);
    }

    pub fn basis(&self) -> Vec<f64> {
        self.lab.basis("h1").unwrap()
    }

    /// The leading `count` components.
    pub fn leading(&self, count: usize) -> Vec<f64> {
        self.basis()[..count * self.n].to_vec()
    }

    pub fn rank(&self) -> usize {
        self.basis().len() / self.n
    }

    pub fn variances(&self) -> Vec<f64> {
        double(&self.lab.read("manifold.h1")[..self.rank()])
    }

    /// What stands behind the variances: weight of the past, components in use, total variance.
    pub fn extra(&self, which: usize) -> f64 {
        f64::from(self.lab.read("manifold.h1")[self.rank() + which])
    }

    pub fn total(&self) -> f64 {
        self.extra(TrackItem::TOTAL)
    }
}

/// `count` rows of normal activity around `mean`, with these standard deviations along the rows of `directions`.
pub fn activity(purpose: &str, count: usize, directions: &[f64], deviations: &[f64], mean: &[f64]) -> Vec<f64> {
    let mut latent = normals(purpose, count * deviations.len());
    latent.iter_mut().zip(deviations.iter().cycle()).for_each(|(z, s)| *z *= s);
    let mut rows = product(&latent, directions, deviations.len());
    rows.iter_mut().zip(mean.iter().cycle()).for_each(|(x, m)| *x += m);
    rows
}

/// Random orthonormal rows.
pub fn directions(purpose: &str, count: usize, n: usize) -> Vec<f64> {
    let drawn = normals(purpose, count * n);
    let q = Mat::from_fn(n, count, |i, j| drawn[j * n + i]).qr().compute_thin_Q();
    (0..count * n).map(|k| q[(k % n, k / n)]).collect()
}

/// Principal components (all, leading first) and variances of some rows: by SVD, in double precision, at once.
pub fn principal(rows: &[f64], n: usize) -> (Vec<f64>, Vec<f64>) {
    let count = rows.len() / n;
    let mean: Vec<f64> = (0..n).map(|j| rows.iter().skip(j).step_by(n).sum::<f64>() / count as f64).collect();
    let svd = Mat::from_fn(count, n, |i, j| rows[i * n + j] - mean[j]).thin_svd().unwrap();
    let (v, s) = (svd.V(), svd.S().column_vector());
    let components = (0..v.ncols() * n).map(|k| v[(k % n, k / n)]).collect();
    (components, (0..s.nrows()).map(|k| s[k] * s[k] / count as f64).collect())
}

/// √Σ sin²θ over the principal angles from the subspace of `a` to that of `b` (orthonormal rows): 0 where it lies within.
pub fn sine(a: &[f64], b: &[f64], n: usize) -> f64 {
    let inside = projected(a, b, n);
    square(&a.iter().zip(&inside).map(|(x, y)| x - y).collect::<Vec<_>>()).sqrt()
}
