//! See [`crate::plan::op::Track`], and [`crate::manifold::incremental`] for the method.

use super::failure::Failure;
use super::launch::{Launch, kernels};
use super::layout::{Address, Now, View, args};
use super::site::Site;
use crate::plan::op;
use crate::plan::op::track::TrackItem;

kernels!("track":
    ASSEMBLE = track_assemble(128),
    GRAM = track_gram(256),
    SPECTRUM = track_spectrum(256),
    COMBINE = track_combine(256),
    COMPLETE = track_complete(512),
    TURN = track_turn(256),
    REPLACE = track_replace(256),
    CARRY = track_carry(256),
);

args! {
    /// `Track` of track.cu.
    struct Track {
        now: Now,
        activity: View,
        every: u64,
        memory: f64,
        explained: f64,
        basis: Address,
        mean: Address,
        manifold: Address,
        feedback: Address,
        rows: Address,
        scatter: Address,
        gram: Address,
        vectors: Address,
        rotations: Address,
        mix: Address,
        new_basis: Address,
        turn: Address,
        old_feedback: Address,
        along: Address,
        failed: Address,
        samples: u32,
        stride: u32,
        rank: u32,
        outputs: u32,
    }
}

pub fn track(op: &op::Track, site: &mut Site) -> Result<Vec<Launch>, Failure> {
    let mut launches = Vec::new();
    for item in &op.items {
        launches.extend(one(op, item, site)?);
    }
    Ok(launches)
}

fn one(op: &op::Track, item: &TrackItem, site: &mut Site) -> Result<Vec<Launch>, Failure> {
    let (d, n, samples) = (item.rank, item.activity.cols, item.samples());
    let (size, outputs) = (d + samples + 1, item.feedback.map_or(0, |(_, outputs)| outputs));
    let mut singles = |count: usize| site.working(4 * count);
    let (rows, new_basis, mix) = (singles(size * n)?, singles(d * n)?, singles(d * size)?);
    let (turn, old_feedback, along, failed) = (singles(d * d)?, singles(outputs * d)?, singles(d)?, singles(1)?);
    let mut doubles = |count: usize| site.working(8 * count);
    let (scatter, gram, vectors) = (doubles(n)?, doubles(size * size)?, doubles(size * size)?);
    let rotations = doubles(size + 1)?;
    let args = Track {
        now: site.now,
        activity: site.view(item.activity),
        every: op.every,
        memory: item.memory,
        explained: item.explained.unwrap_or(-1.0),
        basis: site.data(item.basis),
        mean: site.data(item.mean),
        manifold: site.data(item.manifold),
        feedback: site.data_of(item.feedback.map(|(id, _)| id)),
        rows,
        scatter,
        gram,
        vectors,
        rotations,
        mix,
        new_basis,
        turn,
        old_feedback,
        along,
        failed,
        samples: samples as u32,
        stride: item.stride as u32,
        rank: d as u32,
        outputs: outputs as u32,
    };
    let mut launches = vec![
        Launch::over(ASSEMBLE, n, args),
        Launch::tiles(GRAM, size, size, args),
        Launch::new(SPECTRUM, (1, 1), args),
        Launch::tiles(COMBINE, d, n, args),
        Launch::new(COMPLETE, (1, 1), args),
    ];
    if item.feedback.is_some() {
        launches.push(Launch::tiles(TURN, d, d, args));
    }
    launches.push(Launch::over(REPLACE, d * n, args));
    if item.feedback.is_some() {
        launches.push(Launch::tiles(CARRY, outputs, d, args));
    }
    Ok(launches)
}
