//! See [`crate::plan::op::Filter`].

use super::launch::{Launch, kernels};
use super::layout::{Now, View, args};
use super::site::Site;
use crate::plan::op;

kernels!("filter": FILTER = filter(256));

args! {
    /// `Filter` of filter.cu.
    struct Filter {
        now: Now,
        of: View,
        trace: View,
        alpha: f32,
    }
}

pub fn filter(op: &op::Filter, site: &Site) -> Vec<Launch> {
    let args = Filter { now: site.now, of: site.view(op.of), trace: site.view(op.trace), alpha: op.alpha };
    vec![Launch::over(FILTER, op.trace.rows * op.trace.cols, args)]
}
