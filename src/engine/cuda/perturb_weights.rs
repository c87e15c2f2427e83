//! See [`crate::plan::op::PerturbWeights`].

use super::launch::{Launch, kernels};
use super::layout::{Address, Now, Stream, args};
use super::site::Site;
use crate::plan::op;

kernels!("perturb_weights": PERTURB_WEIGHTS = perturb_weights(256));

args! {
    /// `PerturbWeights` of perturb_weights.cu.
    struct PerturbWeights {
        now: Now,
        count: u64,
        weights: Address,
        noise: Address,
        perturbed: Address,
        stream: Stream,
        scale: f32,
    }
}

pub fn perturb_weights(op: &op::PerturbWeights, site: &Site) -> Vec<Launch> {
    let count = site.plan.buffer(op.weights).len();
    let args = PerturbWeights {
        now: site.now,
        count: count as u64,
        weights: site.data(op.weights),
        noise: site.data(op.noise),
        perturbed: site.data(op.perturbed),
        stream: op.stream.into(),
        scale: op.scale,
    };
    vec![Launch::over(PERTURB_WEIGHTS, count.div_ceil(4), args)]
}
