//! See [`crate::plan::op::Keep`].

use super::launch::{Launch, kernels};
use super::layout::{Args, Now, View};
use super::site::Site;
use crate::plan::op;

kernels!("keep": KEEP = keep(256));

#[repr(C)]
#[derive(Clone, Copy)]
struct Keep {
    now: Now,
    from: View,
    to: View,
}
// SAFETY: `Keep` of keep.cu.
unsafe impl Args for Keep {}

pub fn keep(op: &op::Keep, site: &Site) -> Vec<Launch> {
    let args = Keep { now: site.now, from: site.view(op.from), to: site.view(op.to) };
    vec![Launch::over(KEEP, op.from.rows * op.from.cols, args)]
}
