//! See [`crate::plan::op::LearnByLoss`].

use super::change::{Change, bound_norms};
use super::launch::{Launch, kernels};
use super::layout::{Address, Now, args};
use super::site::Site;
use crate::plan::op;

kernels!("learn_by_loss": LEARN_BY_LOSS = learn_by_loss(256));

args! {
    /// `LearnByLoss` of learn_by_loss.cu.
    struct LearnByLoss {
        now: Now,
        losses: Address,
        noise: Address,
        columns: Address,
        change: Change,
        count: u64,
        scale: f32,
        pre: u32,
    }
}

pub fn learn_by_loss(op: &op::LearnByLoss, site: &mut Site) -> Vec<Launch> {
    let count = site.plan.buffer(op.change.weights).len();
    let args = LearnByLoss {
        now: site.now,
        losses: site.data(op.losses),
        noise: site.data(op.noise),
        columns: site.incoming(op.structure)[1],
        change: Change::new(&op.change, op.replicas, site),
        count: count as u64,
        scale: op.scale,
        pre: (count / site.plan.structure(op.structure).post().max(1)) as u32,
    };
    let learns = Launch::over(LEARN_BY_LOSS, count, args);
    [learns].into_iter().chain(bound_norms(&op.change, op.structure, site)).collect()
}
