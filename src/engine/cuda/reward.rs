//! See [`crate::plan::op::Reward`].

use super::launch::{Launch, kernels};
use super::layout::{Address, Now, Turn, View, args};
use super::site::Site;
use crate::plan::op;

kernels!("reward": SUMS = reward_sums(256), TILES = reward_tiles(256));

/// So many draws a replica are summed up where the product needs the sum, by every tile again; more before it, once.
const FEW_DRAWS: usize = 8;

args! {
    /// `Reward` of reward.cu.
    struct Reward {
        now: Now,
        turn: Turn,
        coordinates: View,
        change: Address,
        basis: Address,
        sums: Address,
        third_factor: Address,
        replicas: u32,
        per_sample: u32,
        rank: u32,
        neurons: u32,
        scale: f32,
    }
}

pub fn reward(op: &op::Reward, site: &Site) -> Vec<Launch> {
    let args = Reward {
        now: site.now,
        turn: op.turn.into(),
        coordinates: site.view(op.coordinates),
        change: site.data(op.change),
        basis: site.data_of(op.basis.map(|(basis, _)| basis)),
        sums: site.data_of(op.basis.map(|(_, sums)| sums)),
        third_factor: site.data(op.third_factor),
        replicas: op.replicas as u32,
        per_sample: op.per_sample as u32,
        rank: op.rank as u32,
        neurons: op.neurons as u32,
        scale: op.scale,
    };
    let sums = Launch::over(SUMS, op.replicas * op.rank, args);
    let tiles = |args| Launch::tiles(TILES, op.replicas, op.neurons, args);
    match op.basis {
        None => vec![sums],
        Some(_) if op.per_sample <= FEW_DRAWS => vec![tiles(args)],
        Some(_) => vec![sums, tiles(Reward { change: 0, ..args })],
    }
}
