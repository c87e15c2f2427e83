//! See [`crate::plan::op::Propagate`].

use super::launch::{Launch, kernels};
use super::layout::{Address, Now, View, args};
use super::site::Site;
use crate::circuit::Storage;
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
    let lists = op.topology.map(|id| site.lists(id));
    let list = |which: usize| lists.map_or(0, |lists| lists.incoming[which].address());
    Propagate {
        now: site.now,
        from: site.view(op.from),
        to: site.view(op.to),
        weights: site.data(op.weights),
        starts: list(0),
        columns: list(1),
        add: op.add.into(),
    }
}

pub fn propagate(op: &op::Propagate, site: &Site) -> Vec<Launch> {
    let args = arguments(op, site);
    let (rows, post) = (op.from.rows, op.to.cols);
    let half = site.plan.buffer(op.weights).storage == Storage::F16;
    vec![match (op.topology.is_some(), rows <= MOST_ROWS, half) {
        (true, _, _) => Launch::over(SPARSE, 32 * rows * post, args),
        (false, true, false) => Launch::new(FEW, (post.div_ceil(4), 1), args),
        (false, true, true) => Launch::new(FEW_HALF, (post.div_ceil(4), 1), args),
        (false, false, false) => Launch::tiles(TILES, rows, post, args),
        (false, false, true) => Launch::tiles(TILES_HALF, rows, post, args),
    }]
}
