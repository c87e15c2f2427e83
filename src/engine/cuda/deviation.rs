//! See [`crate::plan::op::Deviation`].

use super::launch::{Launch, kernels};
use super::layout::{Address, Now, View, args};
use super::site::Site;
use crate::plan::op;

kernels!("deviation": DEVIATION = deviation(256));

args! {
    /// `Deviation` of deviation.cu.
    struct Deviation {
        now: Now,
        of: View,
        mean: View,
        to: Address,
        follow: f32,
    }
}

pub fn deviation(op: &op::Deviation, site: &Site) -> Vec<Launch> {
    let (of, mean) = (site.view(op.of), site.view(op.mean));
    let args = Deviation { now: site.now, of, mean, to: site.data(op.to), follow: 1.0 - op.keep };
    vec![Launch::over(DEVIATION, op.of.rows * op.of.cols, args)]
}
