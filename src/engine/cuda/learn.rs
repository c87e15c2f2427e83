//! See [`crate::plan::op::Learn`].

use super::change::Change;
use super::launch::kernels;
use super::layout::{Address, Now, View, args};
use super::synapses::Synapses;

kernels!("learn":
    TILES = learn_tiles(256),
    STRIPS = learn_strips(256),
    SPARSE = learn_sparse(256),
    TAKE_UP = learn_take_up(256),
);

args! {
    /// `Learn` of learn.cu.
    pub struct Learn {
        pub now: Now,
        pub delta: View,
        pub activity: View,
        pub change: Change,
        pub slices: u32,
    }
}

args! {
    /// `LearnSparse` of learn.cu.
    pub struct LearnSparse {
        pub now: Now,
        pub delta: View,
        pub activity: View,
        pub change: Change,
        pub synapses: Synapses,
    }
}

args! {
    /// `LearnTakeUp` of learn.cu.
    pub struct LearnTakeUp {
        pub now: Now,
        pub gradient: Address,
        pub change: Change,
        pub count: u64,
        pub pre: u32,
    }
}
