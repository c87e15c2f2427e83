//! See [`crate::plan::op::Propagate`].

use super::launch::{Call, Launch, kernels};
use super::layout::{Address, Now, View, args};
use super::product::{Factor, Product};
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

pub fn propagate(op: &op::Propagate, site: &Site) -> Call {
    if let Some(product) = by_cublas(op, site) {
        return product.into();
    }
    let args = arguments(op, site);
    let (rows, post) = (op.from.rows, op.to.cols);
    let half = site.plan.buffer(op.weights).storage == Storage::F16;
    let launch = match (op.topology.is_some(), rows <= MOST_ROWS, half) {
        (true, _, _) => Launch::over(SPARSE, 32 * rows * post, args),
        (false, true, false) => Launch::new(FEW, (post.div_ceil(4), 1), args),
        (false, true, true) => Launch::new(FEW_HALF, (post.div_ceil(4), 1), args),
        (false, false, false) => Launch::tiles(TILES, rows, post, args),
        (false, false, true) => Launch::tiles(TILES_HALF, rows, post, args),
    };
    launch.into()
}

fn by_cublas(op: &op::Propagate, site: &Site) -> Option<Product> {
    if op.topology.is_some() || site.plan.buffer(op.weights).storage != Storage::F32 {
        return None;
    }
    let (rows, post, pre) = (op.from.rows, op.to.cols, op.from.cols);
    let factors = [Factor::plain(site.still(op.from)?, pre), Factor::turned(site.data(op.weights), pre)];
    Product::new(site, (rows, post, pre), factors, site.still(op.to)?, op.add)
}
