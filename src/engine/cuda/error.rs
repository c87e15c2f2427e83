//! See [`crate::plan::op::OutputError`].

use super::launch::{Launch, kernels};
use super::layout::{Address, Now, View, args};
use super::site::Site;
use crate::circuit::Loss;
use crate::plan::op;

kernels!("error": OUTPUT_ERROR = output_error(128));

args! {
    /// `OutputError` of error.cu.
    struct OutputError {
        now: Now,
        output: View,
        error: View,
        targets: Address,
        weights: Address,
        losses: Address,
        replicas: u32,
        squared: u32,
    }
}

pub fn output_error(op: &op::OutputError, site: &Site) -> Vec<Launch> {
    let args = OutputError {
        now: site.now,
        output: site.view(op.output),
        error: site.view_of(op.error),
        targets: site.data(op.targets),
        weights: site.data_of(op.weights),
        losses: site.data(op.losses),
        replicas: op.replicas as u32,
        squared: (op.loss == Loss::Squared).into(),
    };
    vec![Launch::over(OUTPUT_ERROR, 32 * op.output.rows, args)]
}
