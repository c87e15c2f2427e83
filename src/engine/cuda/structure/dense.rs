//! See [`crate::plan::structure::Dense`]: by cuBLAS, where it can and pays, or by our own kernels.

use crate::circuit::Storage;
use crate::engine::cuda::change::Change;
use crate::engine::cuda::launch::{Call, Launch};
use crate::engine::cuda::layout::Address;
use crate::engine::cuda::learn::{Learn, LearnTakeUp, STRIPS as LEARN_STRIPS, TAKE_UP, TILES as LEARN_TILES};
use crate::engine::cuda::product::{Factor, Product};
use crate::engine::cuda::propagate::{FEW, FEW_HALF, MOST_ROWS, TILES, TILES_HALF};
use crate::engine::cuda::settings::Blas;
use crate::engine::cuda::site::Site;
use crate::engine::cuda::{backward, propagate, strips};
use crate::plan::{Structure, Work, op};

pub fn propagate(op: &op::Propagate, site: &Site) -> Call {
    if let Some(product) = propagate_by_cublas(op, site) {
        return product.into();
    }
    let args = propagate::arguments(op, site);
    let (rows, post) = (op.from.rows, op.to.cols);
    let half = site.plan.buffer(op.weights).storage == Storage::F16;
    let launch = match (rows <= MOST_ROWS, half) {
        (true, false) => Launch::new(FEW, (post.div_ceil(4), 1), args),
        (true, true) => Launch::new(FEW_HALF, (post.div_ceil(4), 1), args),
        (false, false) => Launch::tiles(TILES, rows, post, args),
        (false, true) => Launch::tiles(TILES_HALF, rows, post, args),
    };
    launch.into()
}

fn propagate_by_cublas(op: &op::Propagate, site: &Site) -> Option<Product> {
    if site.plan.buffer(op.weights).storage != Storage::F32 {
        return None;
    }
    let (rows, post, pre) = (op.from.rows, op.to.cols, op.from.cols);
    let factors = [Factor::plain(site.still(op.from)?, pre), Factor::turned(site.data(op.weights), pre)];
    Product::new(site, (rows, post, pre), factors, site.still(op.to)?, op.add)
}

pub fn backward(op: &op::Backward, site: &Site) -> Call {
    if let Some(product) = backward_by_cublas(op, site) {
        return product.into();
    }
    let args = |slices| backward::arguments(op, site, slices);
    strips::product([backward::TILES, backward::STRIPS], (op.replicas, op.pre, op.post), args).into()
}

/// What comes from a later step comes from none past the trial's end, which the clock tells.
fn backward_by_cublas(op: &op::Backward, site: &Site) -> Option<Product> {
    if op.ahead > 0 {
        return None;
    }
    let factors = [Factor::plain(site.still(op.delta)?, op.post), Factor::plain(site.data(op.weights), op.pre)];
    Product::new(site, (op.replicas, op.pre, op.post), factors, site.data(op.third_factor), op.add)
}

pub fn learn(op: &op::Learn, site: &mut Site) -> Vec<Call> {
    learn_by_cublas(op, site).unwrap_or_else(|| vec![learn_by_own_kernels(op, site).into()])
}

fn learn_by_own_kernels(op: &op::Learn, site: &Site) -> Launch {
    let (now, delta, activity) = (site.now, site.view(op.delta), site.view(op.activity));
    let change = Change::new(&op.change, op.replicas, site);
    let size = (op.delta.cols, op.activity.cols, op.delta.rows);
    let args = |slices| Learn { now, delta, activity, change, slices };
    strips::product([LEARN_TILES, LEARN_STRIPS], size, args)
}

/// Terms of a gradient's sums from which on storing it, and reading it again, costs little beside finding it. A guess, not
/// measured.
const LONG: usize = 128;

/// The gradient by cuBLAS, and the change that follows from it by a kernel that looks at the clock.
fn learn_by_cublas(op: &op::Learn, site: &mut Site) -> Option<Vec<Call>> {
    let (rows, post, pre) = (op.delta.rows, op.delta.cols, op.activity.cols);
    let worth = rows >= LONG || site.gpu.settings.blas == Blas::Always;
    if !worth {
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
            Work::Learn(op) if matches!(site.plan.structure(op.structure), Structure::Dense(_)) => {
                Some(op.delta.cols * op.activity.cols)
            }
            _ => None,
        });
        site.gradient = site.working(4 * sizes.max()?).ok();
    }
    site.gradient
}
