//! See [`crate::plan::op::Backward`].

use super::launch::{Call, Launch, kernels};
use super::layout::{Address, Now, View, args};
use super::product::{Factor, Product};
use super::site::Site;
use super::strips;
use crate::plan::op;

kernels!("backward":
    TILES = backward_tiles(256),
    STRIPS = backward_strips(256),
    SPARSE = backward_sparse(128),
);

args! {
    /// `Backward` of backward.cu.
    struct Backward {
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

pub fn backward(op: &op::Backward, site: &mut Site) -> Call {
    if let Some(product) = by_cublas(op, site) {
        return product.into();
    }
    let outgoing = op.topology.and_then(|id| site.lists(id).outgoing.as_ref());
    let list = |which: usize| outgoing.map_or(0, |lists| lists[which].address());
    let args = |slices| Backward {
        now: site.now,
        delta: site.view(op.delta),
        weights: site.data(op.weights),
        starts: list(0),
        columns: list(1),
        places: list(2),
        to: site.data(op.third_factor),
        ahead: op.ahead as u32,
        replicas: op.replicas as u32,
        pre: op.pre as u32,
        add: op.add.into(),
        slices,
    };
    let launch = match outgoing {
        Some(_) => Launch::over(SPARSE, 32 * op.replicas * op.pre, args(1)),
        None => strips::product([TILES, STRIPS], (op.replicas, op.pre, op.post), args),
    };
    launch.into()
}

/// What comes from a later step comes from none past the trial's end, which the clock tells.
fn by_cublas(op: &op::Backward, site: &Site) -> Option<Product> {
    if op.topology.is_some() || op.ahead > 0 {
        return None;
    }
    let factors = [Factor::plain(site.still(op.delta)?, op.post), Factor::plain(site.data(op.weights), op.pre)];
    Product::new(site, (op.replicas, op.pre, op.post), factors, site.data(op.third_factor), op.add)
}
