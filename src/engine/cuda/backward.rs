//! See [`crate::plan::op::Backward`].

use super::allocation::Allocation;
use super::launch::kernels;
use super::layout::{Address, Now, View, args};
use super::site::Site;
use crate::plan::op;

kernels!("backward":
    TILES = backward_tiles(256),
    STRIPS = backward_strips(256),
    SPARSE = backward_sparse(128),
);

args! {
    /// `Backward` of backward.cu.
    pub struct Backward {
        now: Now,
        delta: View,
        weights: Address,
        starts: Address,
        columns: Address,
        places: Address,
        to: Address,
        ahead: u32,
        replicas: u32,
        pre: u32,
        add: u32,
        slices: u32,
    }
}

/// The kernels' arguments, with a sum shared by so many threads.
pub fn arguments(op: &op::Backward, site: &Site, slices: u32) -> Backward {
    let outgoing = site.lists(op.structure).and_then(|lists| lists.outgoing.as_ref());
    let [starts, columns, places] = outgoing.map_or([0; 3], |lists| lists.each_ref().map(Allocation::address));
    Backward {
        now: site.now,
        delta: site.view(op.delta),
        weights: site.data(op.weights),
        starts,
        columns,
        places,
        to: site.data(op.third_factor),
        ahead: op.ahead as u32,
        replicas: op.replicas as u32,
        pre: op.pre as u32,
        add: op.add.into(),
        slices,
    }
}
