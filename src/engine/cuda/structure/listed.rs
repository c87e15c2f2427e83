//! See [`crate::plan::structure::Listed`].

use crate::engine::cuda::backward::{self, SPARSE as BACKWARD};
use crate::engine::cuda::change::Change;
use crate::engine::cuda::launch::{Call, Launch};
use crate::engine::cuda::learn::{LearnSparse, SPARSE as LEARN};
use crate::engine::cuda::propagate::{self, SPARSE as PROPAGATE};
use crate::engine::cuda::site::Site;
use crate::engine::cuda::synapses::Synapses;
use crate::plan::op;

pub fn propagate(op: &op::Propagate, site: &Site) -> Call {
    Launch::over(PROPAGATE, 32 * op.from.rows * op.to.cols, propagate::arguments(op, site)).into()
}

pub fn backward(op: &op::Backward, site: &Site) -> Call {
    Launch::over(BACKWARD, 32 * op.replicas * op.pre, backward::arguments(op, site, 1)).into()
}

pub fn learn(op: &op::Learn, site: &Site) -> Vec<Call> {
    let synapses = Synapses::new(op.structure, op.delta.rows, site);
    let (now, delta, activity) = (site.now, site.view(op.delta), site.view(op.activity));
    let change = Change::new(&op.change, op.replicas, site);
    vec![Launch::over(LEARN, synapses.threads(), LearnSparse { now, delta, activity, change, synapses }).into()]
}
