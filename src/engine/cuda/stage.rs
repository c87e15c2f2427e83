//! See [`crate::plan::op::Stage`].

use super::launch::{Launch, kernels};
use super::layout::{Address, Now, View, args};
use super::site::Site;
use crate::plan::op;

kernels!("stage": STAGE = stage(256));

args! {
    /// `Stage` of stage.cuh.
    pub struct Stage {
        now: Now,
        from: Address,
        to: View,
        held: u32,
    }
}

impl Stage {
    /// Stands where there is none.
    pub fn nothing(now: Now) -> Stage {
        Stage { now, from: 0, to: View::default(), held: 0 }
    }
}

/// The kernel's arguments.
pub fn arguments(op: &op::Stage, site: &Site) -> Stage {
    Stage { now: site.now, from: site.data(op.from), to: site.view(op.to), held: op.held.into() }
}

pub fn stage(op: &op::Stage, site: &Site) -> Vec<Launch> {
    vec![Launch::over(STAGE, op.to.rows * op.to.cols, arguments(op, site))]
}
