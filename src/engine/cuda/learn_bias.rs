//! See [`crate::plan::op::LearnBias`].

use super::change::Change;
use super::launch::{Launch, kernels};
use super::layout::{Now, View, args};
use super::site::Site;
use super::synapses::Synapses;
use crate::plan::op;

kernels!("learn_bias": LEARN_BIAS = learn_bias(256));

args! {
    /// `LearnBias` of learn_bias.cu.
    struct LearnBias {
        now: Now,
        delta: View,
        change: Change,
        biases: Synapses,
    }
}

pub fn learn_bias(op: &op::LearnBias, site: &mut Site) -> Vec<Launch> {
    let biases = Synapses::one_each(op.delta.cols, op.delta.rows);
    let change = Change::new(&op.change, op.replicas, site);
    let args = LearnBias { now: site.now, delta: site.view(op.delta), change, biases };
    vec![Launch::over(LEARN_BIAS, biases.threads(), args)]
}
