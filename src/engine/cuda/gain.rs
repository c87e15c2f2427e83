//! See [`crate::plan::op::Gain`].

use super::launch::{Launch, kernels};
use super::layout::{Address, Now, View, args};
use super::site::Site;
use crate::plan::op;

kernels!("gain": GAIN = gain(256));

args! {
    /// `Gain` of gain.cu.
    struct Gain {
        now: Now,
        slope: View,
        alpha: Address,
        to: Address,
        replicas: u32,
        neurons: u32,
    }
}

pub fn gain(op: &op::Gain, site: &Site) -> Vec<Launch> {
    let neurons = site.plan.buffer(op.alpha).len();
    let args = Gain {
        now: site.now,
        slope: site.view_of(op.slope),
        alpha: site.data(op.alpha),
        to: site.data(op.to),
        replicas: op.replicas as u32,
        neurons: neurons as u32,
    };
    vec![Launch::over(GAIN, op.replicas * neurons, args)]
}
