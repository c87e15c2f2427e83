//! See [`crate::plan::op::Broadcast`].

use super::launch::{Call, Launch, kernels};
use super::layout::{Address, Now, View, args};
use super::product::{Factor, Product};
use super::remove_inside::remove_inside;
use super::site::Site;
use super::strips;
use crate::plan::op;
use crate::plan::{self, BufferId};

kernels!("broadcast":
    TILES = broadcast_tiles(256),
    STRIPS = broadcast_strips(256),
    THROUGH = broadcast_through(256),
    ADD = broadcast_add(256),
);

/// Terms of a block's rows of e C up to which every block finds them for itself: less than a second launch takes.
const CHEAP: usize = 1 << 16;

/// Components up to which those rows fit into a block's shared memory.
const MOST_COMPONENTS: usize = 1024;

args! {
    /// `Broadcast` of broadcast.cu.
    struct Broadcast {
        now: Now,
        left: View,
        right: View,
        to: Address,
        slices: u32,
    }
}

args! {
    /// `BroadcastThrough` of broadcast.cu.
    struct BroadcastThrough {
        now: Now,
        error: View,
        feedback: View,
        basis: Address,
        coordinates: Address,
        to: Address,
        neurons: u32,
        slices: u32,
    }
}

args! {
    /// `BroadcastAdd` of broadcast.cu.
    struct BroadcastAdd {
        now: Now,
        from: Address,
        to: Address,
        count: u64,
    }
}

pub fn broadcast(op: &op::Broadcast, site: &mut Site) -> Vec<Call> {
    let Some((basis, coordinates)) = op.basis else {
        return vec![product(op.error, op.feedback, op.third_factor, site)];
    };
    let cheap = op.rank <= MOST_COMPONENTS && strips::ROWS * op.rank * op.outputs <= CHEAP;
    let mut calls = if cheap && !strips::fills_tiles((op.replicas, op.neurons, op.rank)) {
        vec![through(op, basis, coordinates, site).into()]
    } else {
        let found = plan::View::whole(coordinates, op.replicas, op.rank);
        let right = plan::View::whole(basis, op.rank, op.neurons);
        vec![product(op.error, op.feedback, coordinates, site), product(found, right, op.third_factor, site)]
    };
    if let Some(off) = &op.off {
        calls.push(product(op.error, off.feedback, off.product, site));
        let (from, inside) = (site.data(off.product), site.data(off.inside));
        let (replicas, n) = (op.replicas, op.neurons);
        calls.extend(
            remove_inside(site, site.data(basis), op.rank, from, replicas, n, inside, None)
                .into_iter()
                .map(Launch::into),
        );
        let count = replicas * n;
        let args = BroadcastAdd { now: site.now, from, to: site.data(op.third_factor), count: count as u64 };
        calls.push(Launch::over(ADD, count, args).into());
    }
    calls
}

/// to ← left · right.
fn product(left: plan::View, right: plan::View, to: BufferId, site: &Site) -> Call {
    let (shape, data) = ((left.rows, right.cols, right.rows), site.data(to));
    let still = site.still(left).zip(site.still(right));
    let factors = still.map(|(a, b)| [Factor::plain(a, left.cols), Factor::plain(b, right.cols)]);
    if let Some(product) = factors.and_then(|factors| Product::new(site, shape, factors, data, false)) {
        return product.into();
    }
    let args = |slices| Broadcast { now: site.now, left: site.view(left), right: site.view(right), to: data, slices };
    strips::product([TILES, STRIPS], shape, args).into()
}

/// Both products of a broadcast through a basis.
fn through(op: &op::Broadcast, basis: BufferId, coordinates: BufferId, site: &Site) -> Launch {
    let shape = (op.replicas, op.neurons);
    let slices = strips::slices(op.replicas.div_ceil(strips::ROWS) * op.neurons, op.rank);
    let args = BroadcastThrough {
        now: site.now,
        error: site.view(op.error),
        feedback: site.view(op.feedback),
        basis: site.data(basis),
        coordinates: site.data(coordinates),
        to: site.data(op.third_factor),
        neurons: op.neurons as u32,
        slices: slices as u32,
    };
    Launch::new(THROUGH, strips::grid(THROUGH, shape, slices), args).shared(4 * strips::ROWS * op.rank)
}
