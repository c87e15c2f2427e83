//! See [`Patches`]. No matrix of patches lies in memory: a few rows and columns of it at a time are packed straight into the panels
//! of our own product, replica by replica, and threads divide the replicas (of a gradient: the numbers of a patch). An element is summed
//! in one order, whatever the number of threads.

mod pack;
pub mod scratch;

use super::space::{Space, Weights};
use crate::circuit::connectivity::Patches;
use crate::engine::cpu::change::{Taken, bound_norm};
use crate::engine::cpu::gemm::{self, Write};
use crate::engine::cpu::mat::{Mat, MatMut};
use crate::engine::cpu::pool::Pool;
use crate::plan::op::Change;
use crate::plasticity::optimizer::Update;
use pack::{columns_ahead, columns_back};
use scratch::TOGETHER;

/// Replicas that are worth a thread.
fn grain(patches: &Patches) -> usize {
    (65_536 / (patches.post.size() * patches.len()).max(1)).max(1)
}

pub fn propagate(
    patches: &Patches,
    pool: &Pool,
    space: &mut Space,
    weights: Weights<'_>,
    x: Mat<'_>,
    (out, write): (MatMut<'_>, Write),
) {
    let ([_, maps], area, len) = (patches.of_group(), patches.post.area(), patches.len());
    let kernels = Mat::new(weights.store.get(weights.id), patches.post.channels, len);
    pool.each_row(out, grain(patches), &mut space.conv.panels, |r, out, panels| {
        for group in 0..patches.groups {
            let own = group * maps..(group + 1) * maps;
            let out = MatMut::new(&mut out[own.start * area..own.end * area], maps, area);
            let pack = |ks, places, panels: &mut [f32]| columns_ahead(patches, group, x.row(r), ks, places, panels);
            gemm::combine_packed(out, kernels.row_range(own), pack, panels, write);
        }
    });
}

pub fn backward(
    patches: &Patches,
    pool: &Pool,
    space: &mut Space,
    weights: Weights<'_>,
    delta: Mat<'_>,
    (out, write): (MatMut<'_>, Write),
) {
    let ([maps, behind], area) = (patches.of_group(), patches.pre.area());
    let squares = patches.kernel * patches.kernel;
    let turned = &mut space.conv.turned[..patches.pre.channels * behind * squares];
    turn(patches, weights.store.get(weights.id), turned);
    let kernels = Mat::new(turned, patches.pre.channels, behind * squares);
    pool.each_row(out, grain(patches), &mut space.conv.panels, |r, out, panels| {
        for group in 0..patches.groups {
            let own = group * maps..(group + 1) * maps;
            let out = MatMut::new(&mut out[own.start * area..own.end * area], maps, area);
            let pack = |ks, places, panels: &mut [f32]| columns_back(patches, group, delta.row(r), ks, places, panels);
            gemm::combine_packed(out, kernels.row_range(own), pack, panels, write);
        }
    });
}

/// Kernels (maps behind × maps before of the group · squares) as (maps before × maps behind of the group · squares).
fn turn(patches: &Patches, kernels: &[f32], turned: &mut [f32]) {
    let ([maps, behind], squares) = (patches.of_group(), patches.kernel * patches.kernel);
    for (at, kernel) in kernels.chunks_exact(squares).enumerate() {
        let (channel, map) = (at / maps, at % maps);
        let row = channel / behind * maps + map;
        turned[(row * behind + channel % behind) * squares..][..squares].copy_from_slice(kernel);
    }
}

pub fn learn(
    patches: &Patches,
    pool: &Pool,
    space: &mut Space,
    (change, u): (&Change, Update<f32>),
    taken: &mut Taken,
    delta: Mat<'_>,
    x: Mat<'_>,
) {
    let ([_, maps], area, len) = (patches.of_group(), patches.post.area(), patches.len());
    let gradient = &mut space.conv.gradient[..patches.post.channels * len];
    let whole = MatMut::new(gradient, patches.post.channels, len);
    // Numbers of a patch are worth a thread one by one: each is as long as a map, in every replica.
    pool.columns(whole, 1, &mut space.conv.panels, |ks, mut sums, room| {
        let most = (TOGETHER / area).max(1);
        for first in (0..ks.len()).step_by(most) {
            let own = first..ks.len().min(first + most);
            for group in 0..patches.groups {
                for r in 0..x.rows() {
                    let room = &mut room[..own.len() * area];
                    for (row, k) in room.chunks_exact_mut(area).zip(own.clone()) {
                        pack::row_ahead(patches, group, x.row(r), ks.start + k, 0, row);
                    }
                    let delta = &delta.row(r)[group * maps * area..(group + 1) * maps * area];
                    let sums = sums.reborrow().split_rows(group * maps).1.split_rows(maps).0;
                    let sums = sums.split_cols(own.start).1.split_cols(own.len()).0;
                    let write = if r == 0 { Write::Set } else { Write::Add };
                    gemm::propagate_here(sums, Mat::new(delta, maps, area), Mat::new(room, own.len(), area), write);
                }
            }
        }
    });
    let (gradient, optimizer) = (&space.conv.gradient, &change.plasticity.optimizer);
    pool.split(patches.post.channels * len, 8192, taken.outputs(), |range, [weights, first, second]| {
        optimizer.apply(u, &gradient[range], weights, first, second);
    });
}

pub fn bound_norms(patches: &Patches, weights: &mut [f32], bound: f32) {
    weights.chunks_exact_mut(patches.len()).for_each(|kernel| bound_norm(kernel, bound));
}
