//! Incremental PCA with forgetting (Ross et al. 2008, doi 10.1007/s11263-007-0075-7): the parts that every engine
//! shares. The large products in between are the engine's.
//!
//! Past samples are kept as a mean, a basis, a variance per component and a weight. A batch is merged by decomposing the
//! Gram matrix A Aᵀ of a short fat matrix A whose rows are the scaled components, the centred batch, and the shift of
//! the mean: its scatter AᵀA is the merged scatter.

use super::spectrum::Spectrum;
use crate::real::Real;

/// A component with less than this share of the largest variance counts as having none: fast engines know the Gram
/// matrix to single precision, and below that a direction is noise.
pub const NEGLIGIBLE: f64 = 1e-6;

/// The weights with which past and present meet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Merge {
    /// Weight of the past, after forgetting.
    pub past: f64,
    /// Samples of the batch.
    pub batch: f64,
}

impl Merge {
    /// Forgets all but `memory` of the past weight.
    pub fn new(weight: f64, memory: f64, batch: usize) -> Merge {
        Merge { past: weight * memory, batch: batch as f64 }
    }

    /// Weight of past and present together.
    pub fn total(&self) -> f64 {
        self.past + self.batch
    }

    /// Factor on a component of variance `variance` to make it a row of A.
    pub fn component(&self, variance: f64) -> f64 {
        (self.past * variance.max(0.0)).sqrt()
    }

    /// Factor on (old mean − batch mean) to make it a row of A.
    pub fn shift(&self) -> f64 {
        (self.past * self.batch / self.total()).sqrt()
    }

    /// The share of the batch mean in the new mean.
    pub fn mean_share(&self) -> f64 {
        self.batch / self.total()
    }
}

/// Which combination of A's rows is the `k`-th new component: fills `row` and returns the component's variance.
///
/// A direction without variance (fewer samples than components) gets a zero row and the variance 0.
pub fn component(spectrum: &Spectrum, k: usize, merge: Merge, row: &mut [f32]) -> f64 {
    let largest = spectrum.value(0).max(0.0);
    let value = if k < row.len() { spectrum.value(k) } else { 0.0 };
    if value <= NEGLIGIBLE * largest || value <= 0.0 {
        row.fill(0.0);
        return 0.0;
    }
    let scale = 1.0 / value.sqrt();
    row.iter_mut().enumerate().for_each(|(i, c)| *c = (scale * spectrum.vector(k, i)) as f32);
    value / merge.total()
}

/// Turns a component so that its entry of largest magnitude is positive. The sign of an eigenvector is free; without a
/// convention every engine would draw other noise from the same coordinates.
pub fn fix_sign<F: Real>(row: &mut [F]) {
    let largest = row.iter().fold(F::ZERO, |kept, &x| if x.abs() > kept.abs() { x } else { kept });
    if largest < F::ZERO {
        row.iter_mut().for_each(|x| *x = -*x);
    }
}

/// The least number of leading components that hold `share` of `total` variance: at least 1, at most all.
pub fn active(variances: &[f32], total: f64, share: Option<f64>) -> usize {
    let Some(share) = share else { return variances.len() };
    let mut sum = 0.0;
    for (k, variance) in variances.iter().enumerate() {
        sum += f64::from(*variance);
        if sum >= share * total {
            return k + 1;
        }
    }
    variances.len()
}
