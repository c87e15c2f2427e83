//! See [`crate::plan::op::Learn`].

use super::change::{Change, bound_norms};
use super::launch::{Call, Launch, kernels};
use super::layout::{Address, Now, View, args};
use super::product::{Factor, Product};
use super::settings::Blas;
use super::site::Site;
use super::strips;
use super::synapses::Synapses;
use crate::plan::{Work, op};

kernels!("learn":
    TILES = learn_tiles(256),
    STRIPS = learn_strips(256),
    SPARSE = learn_sparse(256),
    TAKE_UP = learn_take_up(256),
);

args! {
    /// `Learn` of learn.cu.
    struct Learn {
        now: Now,
        delta: View,
        activity: View,
        change: Change,
        slices: u32,
    }
}

args! {
    /// `LearnSparse` of learn.cu.
    struct LearnSparse {
        now: Now,
        delta: View,
        activity: View,
        change: Change,
        synapses: Synapses,
    }
}

args! {
    /// `LearnTakeUp` of learn.cu.
    struct LearnTakeUp {
        now: Now,
        gradient: Address,
        change: Change,
        count: u64,
        pre: u32,
    }
}

pub fn learn(op: &op::Learn, site: &mut Site) -> Vec<Call> {
    let learns = by_cublas(op, site).unwrap_or_else(|| vec![by_own_kernels(op, site).into()]);
    learns.into_iter().chain(bound_norms(&op.change, op.delta.cols, site).map(Launch::into)).collect()
}

fn by_own_kernels(op: &op::Learn, site: &Site) -> Launch {
    let (now, delta, activity) = (site.now, site.view(op.delta), site.view(op.activity));
    let change = Change::new(&op.change, op.replicas, site);
    let (rows, post, pre) = (op.delta.rows, op.delta.cols, op.activity.cols);
    match op.change.topology {
        None => {
            strips::product([TILES, STRIPS], (post, pre, rows), |slices| Learn { now, delta, activity, change, slices })
        }
        Some(_) => {
            let synapses = Synapses::new(op.change.topology, (post, pre), rows, site);
            Launch::over(SPARSE, synapses.threads(), LearnSparse { now, delta, activity, change, synapses })
        }
    }
}

/// Terms of a gradient's sums from which on storing it, and reading it again, costs little beside finding it. A guess, not
/// measured.
const LONG: usize = 128;

/// The gradient by cuBLAS, and the change that follows from it by a kernel that looks at the clock.
fn by_cublas(op: &op::Learn, site: &mut Site) -> Option<Vec<Call>> {
    let (rows, post, pre) = (op.delta.rows, op.delta.cols, op.activity.cols);
    let worth = rows >= LONG || site.gpu.settings.blas == Blas::Always;
    if op.change.topology.is_some() || !worth {
        return None;
    }
    let factors = [Factor::turned(site.still(op.delta)?, post), Factor::plain(site.still(op.activity)?, pre)];
    let product = Product::new(site, (post, pre, rows), factors, 0, false)?;
    // Where there is no memory for it, the gradient is not stored.
    let gradient = gradient(site)?;
    let (change, count) = (Change::new(&op.change, op.replicas, site), post * pre);
    let args = LearnTakeUp { now: site.now, gradient, change, count: count as u64, pre: pre as u32 };
    Some(vec![Product { to: gradient, ..product }.into(), Launch::over(TAKE_UP, count.div_ceil(4), args).into()])
}

/// Room for the largest gradient of the program. One place serves all: each is taken up before the next is found.
fn gradient(site: &mut Site) -> Option<Address> {
    if site.gradient.is_none() {
        let sizes = site.program.ops.iter().filter_map(|op| match &op.work {
            Work::Learn(op) if op.change.topology.is_none() => Some(op.delta.cols * op.activity.cols),
            _ => None,
        });
        site.gradient = site.working(4 * sizes.max()?).ok();
    }
    site.gradient
}
