//! See [`crate::plan::op::Difference`].

use super::launch::{Launch, kernels};
use super::layout::{Address, Now, View, args};
use super::site::Site;
use crate::plan::op;

kernels!("difference": DIFFERENCE = difference(256));

args! {
    /// `Difference` of difference.cu.
    struct Difference {
        now: Now,
        of: View,
        to: Address,
        replicas: u32,
        draws: u32,
        antithetic: u32,
    }
}

pub fn difference(op: &op::Difference, site: &Site) -> Vec<Launch> {
    let args = Difference {
        now: site.now,
        of: site.view(op.of),
        to: site.data(op.to),
        replicas: op.replicas as u32,
        draws: op.draws as u32,
        antithetic: op.antithetic.into(),
    };
    vec![Launch::over(DIFFERENCE, op.draws * op.of.cols, args)]
}
