//! See [`crate::plan::op::OutputError`].

use super::launch::{Launch, kernels};
use super::layout::{Address, Args, Now, View};
use super::site::Site;
use crate::circuit::Loss;
use crate::plan::op;

kernels!("error": OUTPUT_ERROR = output_error(128));

#[repr(C)]
#[derive(Clone, Copy)]
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
// SAFETY: `OutputError` of error.cu.
unsafe impl Args for OutputError {}

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
