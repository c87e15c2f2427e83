//! Weights that are constant or independent of one another.

use super::{Shape, WeightsError};
use crate::record;
use crate::rng::{normal, uniform};
use crate::schema::Rule;
use rand_core::Rng;

record! {
    /// The same weight everywhere.
    pub struct Constant = "constant" {
        /// The weight.
        value: f64 = 0.0;
    }
}

record! {
    /// Weights uniform between two numbers.
    pub struct Uniform = "uniform" {
        /// The least weight.
        low: f64 = -0.1;
        /// The greatest weight; above `low`.
        high: f64 = 0.1;
    }
}

record! {
    /// Normal weights.
    pub struct Normal = "normal" {
        /// Standard deviation: of a weight, or of a neuron's whole input at unit activity (see `per_input`).
        std: f64 = 1.0, Rule::ANY.at_least(0.0);
        /// Mean of a weight.
        mean: f64 = 0.0;
        /// True: a weight's standard deviation is std / √pre, so that `std` is the gain of a random recurrent circuit;
        /// where not all synapses exist, pre is the mean in-degree
        /// (Sompolinsky, Crisanti and Sommers 1988, doi:10.1103/PhysRevLett.61.259).
        per_input: bool = true;
    }
}

record! {
    /// Uniform weights of variance gain² · 2 / (pre + post): keeps activity and error of tanh layers of one size.
    ///
    /// Source: X. Glorot and Y. Bengio (2010), AISTATS, PMLR 9:249-256, equation 16.
    pub struct Xavier = "xavier" {
        /// Factor on every weight.
        gain: f64 = 1.0, Rule::ANY.at_least(0.0);
    }
}

record! {
    /// Normal weights of variance gain² · 2 / pre: keeps activity of ReLU layers of one size.
    ///
    /// Source: K. He, X. Zhang, S. Ren and J. Sun (2015), doi:10.1109/ICCV.2015.123, equation 10.
    pub struct He = "he" {
        /// Factor on every weight.
        gain: f64 = 1.0, Rule::ANY.at_least(0.0);
    }
}

impl Uniform {
    pub(super) fn check(&self) -> Result<(), WeightsError> {
        if self.low < self.high {
            return Ok(());
        }
        Err(WeightsError::Parameter {
            field: "low",
            message: format!("{:?} is not below high: {:?}", self.low, self.high),
            help: match self.low == self.high {
                true => format!("write constant(value: {:?})", self.low),
                false => "swap them".into(),
            },
        })
    }

    pub(super) fn fill(&self, weights: &mut [f32], rng: &mut impl Rng) {
        fill_uniform(weights, self.low, self.high, rng);
    }
}

impl Normal {
    pub(super) fn fill(&self, weights: &mut [f32], shape: Shape, rng: &mut impl Rng) {
        let std = if self.per_input { self.std / shape.fan_in().sqrt() } else { self.std };
        fill_normal(weights, self.mean, std, rng);
    }
}

impl Xavier {
    pub(super) fn fill(&self, weights: &mut [f32], shape: Shape, rng: &mut impl Rng) {
        let limit = self.gain * (6.0 / (shape.fan_in() + shape.fan_out())).sqrt();
        fill_uniform(weights, -limit, limit, rng);
    }
}

impl He {
    pub(super) fn fill(&self, weights: &mut [f32], shape: Shape, rng: &mut impl Rng) {
        fill_normal(weights, 0.0, self.gain * (2.0 / shape.fan_in()).sqrt(), rng);
    }
}

fn fill_uniform(weights: &mut [f32], low: f64, high: f64, rng: &mut impl Rng) {
    weights.fill_with(|| (low + (high - low) * uniform(rng)) as f32);
}

fn fill_normal(weights: &mut [f32], mean: f64, std: f64, rng: &mut impl Rng) {
    weights.fill_with(|| (mean + std * normal(rng)) as f32);
}
