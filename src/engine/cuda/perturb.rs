//! See [`crate::plan::op::Perturb`].

use super::launch::{Launch, kernels};
use super::layout::{Address, Now, Turn, View, args};
use super::remove_inside::remove_inside;
use super::site::Site;
use crate::plan::op;

kernels!("perturb": PERTURB = perturb(256), TILES = perturb_tiles(256));

args! {
    /// `Perturb` of perturb.cu.
    struct Perturb {
        now: Now,
        turn: Turn,
        activity: View,
        coordinates: Address,
        basis: Address,
        noise: Address,
        epsilon: Address,
        inside: Address,
        replicas: u32,
        draws: u32,
        rank: u32,
        antithetic: u32,
        first: u32,
        scale: f32,
        off_scale: f32,
    }
}

pub fn perturb(op: &op::Perturb, site: &Site) -> Vec<Launch> {
    let (n, turn) = (op.activity.cols, Turn::from(op.turn));
    let rank = op.basis.map_or(n, |basis| site.plan.buffer(basis).len() / n);
    let args = Perturb {
        now: site.now,
        turn,
        activity: site.view(op.activity),
        coordinates: site.data(op.coordinates),
        basis: site.data_of(op.basis),
        noise: site.data_of(op.noise),
        epsilon: site.data_of(op.isotropic.as_ref().map(|isotropic| isotropic.epsilon)),
        inside: site.data_of(op.isotropic.as_ref().map(|isotropic| isotropic.inside)),
        replicas: op.replicas as u32,
        draws: op.draws as u32,
        rank: rank as u32,
        antithetic: op.antithetic.into(),
        first: op.first.into(),
        scale: op.scale,
        off_scale: op.isotropic.as_ref().map_or(0.0, |isotropic| isotropic.scale),
    };
    if op.basis.is_none() {
        return vec![Launch::over(PERTURB, op.draws * n, args)];
    }
    let mut launches = Vec::new();
    if op.isotropic.is_some() {
        launches = remove_inside(site, args.basis, rank, args.epsilon, op.draws, n, args.inside, Some(turn));
        // What lies in the subspace is taken away in the last launch, which reads ε anyway.
        launches.pop();
    }
    launches.push(Launch::tiles(TILES, op.draws, n, args));
    launches
}
