//! See [`crate::plan::op::Stage`].

use super::launch::{Launch, kernels};
use super::layout::{Address, Args, Now, View};
use super::site::Site;
use crate::plan::op;

kernels!("stage": STAGE = stage(256));

#[repr(C)]
#[derive(Clone, Copy)]
struct Stage {
    now: Now,
    from: Address,
    to: View,
    held: u32,
}
// SAFETY: `Stage` of stage.cu.
unsafe impl Args for Stage {}

pub fn stage(op: &op::Stage, site: &Site) -> Vec<Launch> {
    let args = Stage { now: site.now, from: site.data(op.from), to: site.view(op.to), held: op.held.into() };
    vec![Launch::over(STAGE, op.to.rows * op.to.cols, args)]
}
