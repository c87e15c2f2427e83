//! See [`crate::plan::op::Surprise`].

use super::launch::{Launch, kernels};
use super::layout::{Address, Now, args};
use super::site::Site;
use crate::plan::op;

kernels!("surprise": BASELINE = surprise_baseline(128), SPREAD = surprise_spread(256));

args! {
    /// `Surprise` of surprise.cu.
    struct Surprise {
        now: Now,
        losses: Address,
        kinds: Address,
        baseline: Address,
        third_factor: Address,
        count: u32,
        replicas: u32,
        neurons: u32,
        rate: f32,
    }
}

pub fn surprise(op: &op::Surprise, site: &Site) -> Vec<Launch> {
    let elements = site.plan.buffer(op.third_factor).len();
    let args = Surprise {
        now: site.now,
        losses: site.data(op.losses),
        kinds: site.data_of(op.kinds),
        baseline: site.data(op.baseline),
        third_factor: site.data(op.third_factor),
        count: (site.plan.buffer(op.baseline).len() / 2) as u32,
        replicas: op.replicas as u32,
        neurons: (elements / op.replicas) as u32,
        rate: op.rate,
    };
    vec![Launch::new(BASELINE, (1, 1), args), Launch::over(SPREAD, elements, args)]
}
