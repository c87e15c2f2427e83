//! See [`crate::plan::op::Explore`].

use super::machine::{Machine, Moment};
use crate::plan::op::Explore;

/// Numbers are drawn in pieces that fit on the stack; a multiple of the generator's block.
const PIECE: usize = 256;

pub fn explore(op: &Explore, m: &mut Machine, now: Moment) {
    let (step, cols) = (now.clock.step, op.input.cols);
    let mut input = m.store.take(op.input.buffer);
    let alpha = op.alpha.map(|id| m.store.get(id));
    let (first, time) = (now.update() * now.program.replicas as u64, now.clock.step_in_trial(now.program) as u32);
    for (row, x) in input[op.input.elements_at(step)].chunks_mut(cols).enumerate() {
        let trial = first + (row % now.program.replicas) as u64;
        for (k, x) in x.chunks_mut(PIECE).enumerate() {
            let mut drawn = [0.0; PIECE];
            let drawn = &mut drawn[..x.len()];
            op.stream.fill_uniform_from(trial, time, k * PIECE, drawn);
            for (i, (x, u)) in x.iter_mut().zip(drawn).enumerate() {
                if let Some(kick) = op.kick(*u) {
                    *x += kick / alpha.map_or(1.0, |alpha| alpha[k * PIECE + i]);
                }
            }
        }
    }
    m.store.put(op.input.buffer, input);
}
