//! See [`crate::plan::op::Estimate`].

use super::launch::{Launch, kernels};
use super::layout::{Address, Now, Turn, View, args};
use super::site::Site;
use super::strips;
use crate::credit::Estimator;
use crate::plan::op;

kernels!("estimate":
    TILES = estimate_tiles(256),
    STRIPS = estimate_strips(256),
);

args! {
    /// `Estimate` of estimate.cu.
    struct Estimate {
        now: Now,
        change: Address,
        coordinates: Address,
        feedback: View,
        turn: Turn,
        least: f32,
        scale: f32,
        draws: u32,
        slices: u32,
    }
}

pub fn estimate(op: &op::Estimate, site: &mut Site) -> Vec<Launch> {
    let least = match &op.estimator {
        Estimator::Exponential(p) => p.rate as f32,
        Estimator::RunningMean(_) => 0.0,
        Estimator::Rebuilt(_) => 1.0,
    };
    let args = |slices| Estimate {
        now: site.now,
        change: site.data(op.change),
        coordinates: site.data(op.coordinates),
        feedback: site.view(op.feedback),
        turn: op.turn.into(),
        least,
        scale: op.scale,
        draws: op.draws as u32,
        slices,
    };
    vec![strips::product([TILES, STRIPS], (op.outputs, op.rank, op.draws), args)]
}
