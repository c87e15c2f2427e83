//! See [`crate::plan::op::Modulate`].

use super::launch::{Launch, kernels};
use super::layout::{Address, Now, View, args};
use super::site::Site;
use crate::plan::op::{self, Over};

kernels!("modulate": MODULATE = modulate(256));

args! {
    /// `Modulate` of modulate.cu.
    struct Modulate {
        now: Now,
        third_factor: View,
        slope: View,
        delta: View,
        alpha: Address,
        carry: Address,
        over: u32,
    }
}

pub fn modulate(op: &op::Modulate, site: &Site) -> Vec<Launch> {
    let args = Modulate {
        now: site.now,
        third_factor: site.view(op.third_factor),
        slope: site.view(op.slope),
        delta: site.view(op.delta),
        alpha: site.data_of(op.leak.map(|leak| leak.alpha)),
        carry: site.data_of(op.leak.map(|leak| leak.carry)),
        over: op.leak.map_or(0, |leak| match leak.over {
            Over::Voltage => 1,
            Over::Activity => 2,
        }),
    };
    vec![Launch::over(MODULATE, op.delta.rows * op.delta.cols, args)]
}
