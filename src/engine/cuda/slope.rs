//! See [`crate::plan::op::Slope`].

use super::launch::{Launch, kernels};
use super::layout::{Args, Function, Now, View};
use super::site::Site;
use crate::plan::op;

kernels!("slope": SLOPES = slopes(256));

#[repr(C)]
#[derive(Clone, Copy)]
struct Slope {
    now: Now,
    of: View,
    activity: View,
    to: View,
    activation: Function,
}
// SAFETY: `Slope` of slope.cu.
unsafe impl Args for Slope {}

pub fn slope(op: &op::Slope, site: &Site) -> Vec<Launch> {
    let args = Slope {
        now: site.now,
        of: site.view(op.of),
        activity: site.view_of(op.activity),
        to: site.view(op.to),
        activation: (&op.activation).into(),
    };
    vec![Launch::over(SLOPES, op.to.rows * op.to.cols, args)]
}
