//! See [`crate::plan::op::Keep`].

use super::launch::{Launch, kernels};
use super::layout::{Now, View, args};
use super::site::Site;
use crate::plan::op;

kernels!("keep": KEEP = keep(256));

args! {
    /// `Keep` of keep.cu.
    struct Keep {
        now: Now,
        from: View,
        to: View,
    }
}

pub fn keep(op: &op::Keep, site: &Site) -> Vec<Launch> {
    let args = Keep { now: site.now, from: site.view(op.from), to: site.view(op.to) };
    vec![Launch::over(KEEP, op.from.rows * op.from.cols, args)]
}
