//! The products of a step, by what a projection's synapses form: each has a file here.

mod dense;
mod listed;

use super::change::bound_norms;
use super::launch::{Call, Launch};
use super::site::Site;
use crate::plan::{Structure, op};

pub fn propagate(op: &op::Propagate, site: &Site) -> Call {
    match site.plan.structure(op.structure) {
        Structure::Dense(_) => dense::propagate(op, site),
        Structure::Listed(_) => listed::propagate(op, site),
        Structure::Conv(_) => unreachable!("refused when the engine was opened"),
    }
}

pub fn backward(op: &op::Backward, site: &Site) -> Call {
    match site.plan.structure(op.structure) {
        Structure::Dense(_) => dense::backward(op, site),
        Structure::Listed(_) => listed::backward(op, site),
        Structure::Conv(_) => unreachable!("refused when the engine was opened"),
    }
}

pub fn learn(op: &op::Learn, site: &mut Site) -> Vec<Call> {
    let learns = match site.plan.structure(op.structure) {
        Structure::Dense(_) => dense::learn(op, site),
        Structure::Listed(_) => listed::learn(op, site),
        Structure::Conv(_) => unreachable!("refused when the engine was opened"),
    };
    learns.into_iter().chain(bound_norms(&op.change, op.structure, site).map(Launch::into)).collect()
}
