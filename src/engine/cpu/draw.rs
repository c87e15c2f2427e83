//! See [`crate::plan::op::Draw`].

use super::machine::{Machine, Moment};
use crate::credit::Draws;
use crate::plan::op::Draw;
use crate::plan::op::track::TrackItem;
use crate::simd::vectorize;

/// Filtered noise is drawn in pieces that fit on the stack; a multiple of the generator's block.
const PIECE: usize = 256;

pub fn draw(op: &Draw, m: &mut Machine, now: Moment) {
    let update = now.update();
    if !op.turn.is_now(update) {
        return; // nobody reads the coordinates out of turn
    }
    let mut coordinates = m.store.take(op.coordinates);
    let active = op.manifold.map_or(op.rank, |id| active(m.store.get(id), op.rank));
    let (first_trial, step) = (update * op.replicas as u64, now.clock.step_in_trial(now.program));
    let keep = if step == 0 { 0.0 } else { op.keep };
    let fill = |row: usize, z: &mut [f32]| {
        let trial = first_trial + (row % op.replicas) as u64;
        let k = (row / op.replicas * now.program.steps + step) as u32;
        match op.distribution {
            _ if keep > 0.0 => filter(op, keep, trial, k, z),
            Draws::Rademacher => op.stream.fill_rademacher(trial, k, z),
            Draws::Gaussian | Draws::Orthogonal => op.stream.fill_normal(trial, k, z),
        }
        z[active..].fill(0.0);
    };
    // Orthogonal draws come in blocks; whole blocks go to one thread.
    let block = if op.distribution == Draws::Orthogonal { active.min(op.draws) } else { 1 };
    let blocks = op.draws / block;
    let grain = (4096 / (block * op.rank)).max(1);
    let (full, rest) = coordinates.split_at_mut(blocks * block * op.rank);
    m.pool.split(blocks, grain, [(full, block * op.rank)], |range, [z]| {
        for (b, z) in range.zip(z.chunks_mut(block * op.rank)) {
            z.chunks_mut(op.rank).enumerate().for_each(|(i, z)| fill(b * block + i, z));
            if op.distribution == Draws::Orthogonal {
                orthogonalise(z, op.rank, active);
            }
        }
    });
    rest.chunks_mut(op.rank).enumerate().for_each(|(i, z)| fill(blocks * block + i, z));
    if op.distribution == Draws::Orthogonal {
        orthogonalise(rest, op.rank, active);
    }
    m.store.put(op.coordinates, coordinates);
}

/// z ← keep z + √(1−keep²) (fresh draws).
fn filter(op: &Draw, keep: f32, trial: u64, k: u32, z: &mut [f32]) {
    let fresh = (1.0 - keep * keep).sqrt();
    let mut piece = [0.0; PIECE];
    for (i, z) in z.chunks_mut(PIECE).enumerate() {
        let piece = &mut piece[..z.len()];
        match op.distribution {
            Draws::Rademacher => op.stream.fill_rademacher_from(trial, k, i * PIECE, piece),
            _ => op.stream.fill_normal_from(trial, k, i * PIECE, piece),
        }
        vectorize(
            #[inline(always)]
            || {
                for (z, new) in z.iter_mut().zip(piece.iter()) {
                    *z = keep.mul_add(*z, fresh * *new);
                }
            },
        );
    }
}

/// Components in use; all of them before the first tracking.
pub fn active(manifold: &[f32], rank: usize) -> usize {
    match manifold[rank + TrackItem::ACTIVE] as usize {
        0 => rank,
        active => active,
    }
}

/// Gram-Schmidt on the rows, each cleaned twice, then scaled to length √active: unit variance per coordinate.
fn orthogonalise(z: &mut [f32], rank: usize, active: usize) {
    let rows = z.len() / rank;
    for i in 0..rows {
        let (done, rest) = z.split_at_mut(i * rank);
        let row = &mut rest[..rank];
        for _ in 0..2 {
            for other in done.chunks(rank) {
                // The rows already done have length √active.
                let dot: f32 = row.iter().zip(other).map(|(a, b)| a * b).sum::<f32>() / active as f32;
                row.iter_mut().zip(other).for_each(|(a, b)| *a -= dot * b);
            }
        }
        let norm = row.iter().map(|a| a * a).sum::<f32>().sqrt();
        let scale = (active as f32).sqrt() / norm;
        row.iter_mut().for_each(|a| *a *= scale);
    }
}
