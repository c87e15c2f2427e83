//! See [`crate::plan::op::Explore`].

use super::launch::{Launch, kernels};
use super::layout::{Address, Now, Stream, View, args};
use super::site::Site;
use crate::plan::op;

kernels!("explore": EXPLORE = explore(128));

args! {
    /// `Explore` of explore.cu.
    struct Explore {
        now: Now,
        input: View,
        alpha: Address,
        stream: Stream,
        probability: f32,
        amplitude: f32,
    }
}

pub fn explore(op: &op::Explore, site: &Site) -> Vec<Launch> {
    let args = Explore {
        now: site.now,
        input: site.view(op.input),
        alpha: site.data_of(op.alpha),
        stream: op.stream.into(),
        probability: op.probability,
        amplitude: op.amplitude,
    };
    vec![Launch::over(EXPLORE, op.input.rows * op.input.cols.div_ceil(4), args)]
}
