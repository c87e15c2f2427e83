//! See [`crate::plan::op::Slope`].

use super::launch::{Launch, kernels};
use super::layout::{Function, Now, View, args};
use super::site::Site;
use crate::plan::op;

kernels!("slope": SLOPES = slopes(256));

args! {
    /// `Slope` of slope.cu.
    struct Slope {
        now: Now,
        of: View,
        activity: View,
        to: View,
        activation: Function,
    }
}

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
