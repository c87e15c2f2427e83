//! See [`crate::plan::op::Propagate`].

use super::launch::kernels;
use super::layout::{Address, Now, View, args};
use super::site::Site;
use crate::plan::op;

kernels!("propagate":
    TILES = propagate_tiles(256),
    TILES_HALF = propagate_tiles_half(256),
    FEW = propagate_few(128),
    FEW_HALF = propagate_few_half(128),
    SPARSE = propagate_sparse(128),
);

/// Up to so many rows (`FEW` of propagate.cuh) a warp does a postsynaptic neuron by itself.
pub const MOST_ROWS: usize = 8;

args! {
    /// `Propagate` of propagate.cuh.
    pub struct Propagate {
        now: Now,
        from: View,
        to: View,
        weights: Address,
        starts: Address,
        columns: Address,
        add: u32,
    }
}

impl Propagate {
    /// Stands where there is none.
    pub fn nothing(now: Now) -> Propagate {
        let (from, to) = (View::default(), View::default());
        Propagate { now, from, to, weights: 0, starts: 0, columns: 0, add: 0 }
    }
}

/// The kernels' arguments.
pub fn arguments(op: &op::Propagate, site: &Site) -> Propagate {
    let [starts, columns] = site.incoming(op.structure);
    Propagate {
        now: site.now,
        from: site.view(op.from),
        to: site.view(op.to),
        weights: site.data(op.weights),
        starts,
        columns,
        add: op.add.into(),
    }
}
