//! See [`crate::plan::op::Propagate`].

use super::launch::{Launch, kernels};
use super::layout::{Address, Args, Now, View};
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

/// Up to so many rows a warp does a postsynaptic neuron by itself.
const MOST_ROWS: usize = 8;

#[repr(C)]
#[derive(Clone, Copy)]
struct Propagate {
    now: Now,
    from: View,
    to: View,
    weights: Address,
    starts: Address,
    columns: Address,
    add: u32,
}
// SAFETY: `Propagate` of propagate.cu.
unsafe impl Args for Propagate {}

pub fn propagate(op: &op::Propagate, site: &Site) -> Vec<Launch> {
    let lists = op.topology.map(|id| site.lists(id));
    let list = |which: usize| lists.map_or(0, |lists| lists.incoming[which].address());
    let args = Propagate {
        now: site.now,
        from: site.view(op.from),
        to: site.view(op.to),
        weights: site.data(op.weights),
        starts: list(0),
        columns: list(1),
        add: op.add.into(),
    };
    let (rows, post) = (op.from.rows, op.to.cols);
    let half = site.plan.buffer(op.weights).storage == Storage::F16;
    vec![match (lists.is_some(), rows <= MOST_ROWS, half) {
        (true, _, _) => Launch::over(SPARSE, 32 * rows * post, args),
        (false, true, false) => Launch::new(FEW, (post.div_ceil(4), 1), args),
        (false, true, true) => Launch::new(FEW_HALF, (post.div_ceil(4), 1), args),
        (false, false, false) => Launch::tiles(TILES, rows, post, args),
        (false, false, true) => Launch::tiles(TILES_HALF, rows, post, args),
    }]
}
