//! See [`crate::plan::op::Learn`].

use super::change::{Change, bound_norms};
use super::launch::{Launch, kernels};
use super::layout::{Now, View, args};
use super::site::Site;
use super::strips;
use super::synapses::Synapses;
use crate::plan::op;

kernels!("learn":
    TILES = learn_tiles(256),
    STRIPS = learn_strips(256),
    SPARSE = learn_sparse(256),
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

pub fn learn(op: &op::Learn, site: &mut Site) -> Vec<Launch> {
    let (now, delta, activity) = (site.now, site.view(op.delta), site.view(op.activity));
    let change = Change::new(&op.change, op.replicas, site);
    let (rows, post, pre) = (op.delta.rows, op.delta.cols, op.activity.cols);
    let learns = match op.change.topology {
        None => {
            strips::product([TILES, STRIPS], (post, pre, rows), |slices| Learn { now, delta, activity, change, slices })
        }
        Some(_) => {
            let synapses = Synapses::new(op.change.topology, (post, pre), rows, site);
            Launch::over(SPARSE, synapses.threads(), LearnSparse { now, delta, activity, change, synapses })
        }
    };
    [learns].into_iter().chain(bound_norms(&op.change, post, site)).collect()
}
