//! See [`crate::plan::op::Neurons`].

use super::launch::{Launch, kernels};
use super::layout::{Address, Function, Now, Stream, View, args};
use super::site::Site;
use crate::plan::op;

kernels!("neurons": NEURONS = neurons(128));

args! {
    #[derive(Default)]
    pub struct Drive {
        scale: Address,
        stream: Stream,
    }
}

args! {
    /// `Neurons` of neurons.cuh.
    pub struct Neurons {
        now: Now,
        input: View,
        state: View,
        activity: View,
        bias: Address,
        alpha: Address,
        own: Drive,
        shared: Drive,
        activation: Function,
        leaks_activity: u32,
    }
}

/// The kernel's arguments.
pub fn arguments(op: &op::Neurons, site: &Site) -> Neurons {
    let drive = |drive: Option<op::Drive>| {
        drive.map_or(Drive::default(), |d| Drive { scale: site.data(d.scale), stream: d.stream.into() })
    };
    Neurons {
        now: site.now,
        input: site.view(op.input),
        state: site.view_of(op.leak.map(|leak| leak.state)),
        activity: site.view(op.activity),
        bias: site.data(op.bias),
        alpha: site.data_of(op.leak.map(|leak| leak.alpha)),
        own: drive(op.noise),
        shared: drive(op.shared),
        activation: (&op.model.activation).into(),
        leaks_activity: op.model.leaks_activity().into(),
    }
}

pub fn neurons(op: &op::Neurons, site: &Site) -> Vec<Launch> {
    vec![Launch::over(NEURONS, op.input.rows * op.input.cols.div_ceil(4), arguments(op, site))]
}
