//! See [`crate::plan::op::Neurons`].

use super::machine::{Machine, Moment};
use crate::plan::View;
use crate::plan::op::Neurons;
use crate::rng::Stream;
use crate::simd::vectorize;

/// Fewer elements than this are not worth a second thread.
const GRAIN: usize = 8192;
/// Noise is drawn in pieces that fit on the stack; a multiple of the generator's block.
const PIECE: usize = 256;

pub fn neurons(op: &Neurons, m: &mut Machine, now: Moment) {
    let step = now.clock.step;
    let cols = op.state.cols;
    let mut state = m.store.take(op.state.buffer);
    let mut activity = m.store.take(op.activity.buffer);
    let mut current = op.current.map(|view| m.store.take(view.buffer));
    let bias = m.store.get(op.bias);
    let first_trial = now.update() * now.program.replicas as u64;
    let time = now.clock.step_in_trial(now.program) as u32;

    let state_rows = &mut state[op.state.elements_at(step)];
    let (rates, previous) = present_and_previous(&mut activity, op.activity, op.previous, step);
    let current_rows = match (&mut current, op.current) {
        (Some(data), Some(view)) => &mut data[view.elements_at(step)],
        _ => &mut [],
    };
    let current_cols = if current_rows.is_empty() { 0 } else { cols };
    let outputs = [(state_rows, cols), (rates, cols), (current_rows, current_cols)];
    m.pool.split(op.state.rows, (GRAIN / cols).max(1), outputs, |rows, [state, rates, current]| {
        for (i, row) in rows.enumerate() {
            let own = i * cols..(i + 1) * cols;
            let (v, r) = (&mut state[own.clone()], &mut rates[own.clone()]);
            let c = if current_cols > 0 { &mut current[own] } else { &mut [][..] };
            let p = if previous.is_empty() { &[][..] } else { &previous[row * cols..(row + 1) * cols] };
            if let Some((stream, scale)) = &op.noise {
                let input = if current_cols > 0 { &mut *c } else { &mut *v };
                let trial = first_trial + (row % now.program.replicas) as u64;
                add_noise(stream, *scale, trial, time, input);
            }
            vectorize(
                #[inline(always)]
                || {
                    let input = if current_cols > 0 { &mut *c } else { &mut *v };
                    input.iter_mut().zip(bias).for_each(|(x, b)| *x += b);
                    op.model.step(op.alpha, c, v, p, r);
                },
            );
        }
    });
    m.store.put(op.state.buffer, state);
    m.store.put(op.activity.buffer, activity);
    if let (Some(view), Some(data)) = (op.current, current) {
        m.store.put(view.buffer, data);
    }
}

fn add_noise(stream: &Stream, scale: f32, trial: u64, time: u32, input: &mut [f32]) {
    let mut piece = [0.0; PIECE];
    for (k, input) in input.chunks_mut(PIECE).enumerate() {
        let piece = &mut piece[..input.len()];
        stream.fill_normal_from(trial, time, k * PIECE, piece);
        input.iter_mut().zip(piece).for_each(|(x, z)| *x = scale.mul_add(*z, *x));
    }
}

/// This step's rows of a ring to write, and the last step's to read.
fn present_and_previous(ring: &mut [f32], present: View, previous: Option<View>, step: u64) -> (&mut [f32], &[f32]) {
    let now = present.elements_at(step);
    let Some(before) = previous.map(|view: View| view.elements_at(step)) else {
        return (&mut ring[now], &[]);
    };
    if before.start < now.start {
        let (low, high) = ring.split_at_mut(now.start);
        (&mut high[..now.len()], &low[before])
    } else {
        let (low, high) = ring.split_at_mut(before.start);
        (&mut low[now], &high[..before.len()])
    }
}
