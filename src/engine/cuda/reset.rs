//! See [`crate::plan::op::Reset`].

use super::launch::{Launch, kernels};
use super::layout::{Address, Now, args};
use super::site::Site;
use crate::plan::op::Reset;

kernels!("reset": RESET = reset(256));

args! {
    /// `Reset` of reset.cu.
    struct Fill {
        now: Now,
        data: Address,
        count: u64,
        value: f32,
    }
}

pub fn reset(op: &Reset, site: &Site) -> Vec<Launch> {
    let each = op.views.iter().map(|(view, value)| {
        let range = view.elements_at(0);
        let data = site.data(view.buffer) + 4 * range.start as u64;
        Launch::over(RESET, range.len(), Fill { now: site.now, data, count: range.len() as u64, value: *value })
    });
    each.collect()
}
