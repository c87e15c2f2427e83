//! How single estimates Ĵ of a population's Jacobian become its feedback weights B.

use crate::schema::Rule;

crate::record! {
    /// B ← (1−η) B + η Ĵ, where η starts at 1 and falls as 1/updates to `rate`: a plain mean until the exponential
    /// window is full, so that B is never shrunk towards its zero start.
    pub struct Exponential = "exponential" {
        /// η at last.
        rate: f64 = 0.05, Rule::ANY.above(0.0).at_most(1.0);
    }
}
crate::record! {
    /// The mean of all estimates.
    pub struct RunningMean = "running_mean" {}
}
crate::record! {
    /// Only the present update's estimate: B = Ĵ.
    pub struct Rebuilt = "rebuilt" {}
}

crate::choice! {
    /// How feedback weights follow from noise correlations.
    pub enum Estimator {
        Exponential(Exponential),
        RunningMean(RunningMean),
        Rebuilt(Rebuilt),
    }
}

impl Estimator {
    /// η of the estimate number `count` (from 0).
    pub fn rate(&self, count: u64) -> f64 {
        let mean = 1.0 / (count as f64 + 1.0);
        match self {
            Estimator::Exponential(p) => p.rate.max(mean),
            Estimator::RunningMean(_) => mean,
            Estimator::Rebuilt(_) => 1.0,
        }
    }

    /// The effective number of perturbations after `count` estimates of `per_update` draws each: the K of the law, which
    /// is `per_update` over the sum of the squared weights that the estimates have in B. A full exponential window has
    /// K_eff = per_update · (2−η)/η.
    pub fn effective_perturbations(&self, count: u64, per_update: usize) -> f64 {
        let k = per_update as f64;
        match self {
            Estimator::Exponential(p) => {
                // The first 1/η estimates are a plain mean; afterwards their weights shrink.
                let mean = (count as f64).min((1.0 / p.rate).floor());
                let kept = (1.0 - p.rate).powf(2.0 * (count as f64 - mean));
                let squares = kept / mean + (1.0 - kept) * p.rate / (2.0 - p.rate);
                if count == 0 { 0.0 } else { k / squares }
            }
            Estimator::RunningMean(_) => k * count as f64,
            Estimator::Rebuilt(_) => k * (count as f64).min(1.0),
        }
    }
}
