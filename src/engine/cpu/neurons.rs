//! See [`crate::plan::op::Neurons`].

use super::machine::{Machine, Moment};
use crate::plan::op::Neurons;
use crate::rng::Stream;
use crate::simd::vectorize;

/// Fewer elements than this are not worth a second thread.
const GRAIN: usize = 8192;
/// Noise is drawn in pieces that fit on the stack; a multiple of the generator's block.
const PIECE: usize = 256;

pub fn neurons(op: &Neurons, m: &mut Machine, now: Moment) {
    let step = now.clock.step;
    let cols = op.input.cols;
    let mut input = m.store.take(op.input.buffer);
    let mut activity = m.store.take(op.activity.buffer);
    let mut state = op.leak.map(|leak| m.store.take(leak.state.buffer));
    let bias = m.store.get(op.bias);
    let alpha = op.leak.map_or(&[][..], |leak| m.store.get(leak.alpha));
    let replicas = now.program.replicas;
    let (first_trial, time) = (now.update() * replicas as u64, now.clock.step_in_trial(now.program) as u32);
    let noise = op.noise.map(|drive| (drive.stream, m.store.get(drive.scale)));
    let shared = op.shared.map(|drive| (drive.stream, m.store.get(drive.scale)));

    let inputs = &mut input[op.input.elements_at(step)];
    let rates = &mut activity[op.activity.elements_at(step)];
    let (states, state_cols) = match (&mut state, op.leak) {
        (Some(state), Some(leak)) => (&mut state[leak.state.elements_at(step)], cols),
        _ => (&mut [][..], 0),
    };
    let outputs = [(inputs, cols), (rates, cols), (states, state_cols)];
    m.pool.split(op.input.rows, (GRAIN / cols).max(1), outputs, |rows, [inputs, rates, states]| {
        for (i, row) in rows.enumerate() {
            let own = i * cols..(i + 1) * cols;
            let (x, r) = (&mut inputs[own.clone()], &mut rates[own.clone()]);
            let v = if state_cols > 0 { &mut states[own] } else { &mut [][..] };
            let trial = first_trial + (row % replicas) as u64;
            if let Some((stream, scale)) = &noise {
                add_noise(stream, scale, trial, time, x);
            }
            if let Some((stream, scale)) = &shared {
                let mut z = [0.0];
                stream.fill_normal(trial, time, &mut z);
                x.iter_mut().zip(*scale).for_each(|(x, s)| *x = s.mul_add(z[0], *x));
            }
            vectorize(
                #[inline(always)]
                || {
                    x.iter_mut().zip(bias).for_each(|(x, b)| *x += b);
                    op.model.step(alpha, x, v, r);
                },
            );
        }
    });
    m.store.put(op.input.buffer, input);
    m.store.put(op.activity.buffer, activity);
    if let (Some(leak), Some(state)) = (op.leak, state) {
        m.store.put(leak.state.buffer, state);
    }
}

fn add_noise(stream: &Stream, scale: &[f32], trial: u64, time: u32, input: &mut [f32]) {
    let mut piece = [0.0; PIECE];
    for (k, (input, scale)) in input.chunks_mut(PIECE).zip(scale.chunks(PIECE)).enumerate() {
        let piece = &mut piece[..input.len()];
        stream.fill_normal_from(trial, time, k * PIECE, piece);
        vectorize(
            #[inline(always)]
            || input.iter_mut().zip(scale).zip(piece).for_each(|((x, s), z)| *x = s.mul_add(*z, *x)),
        );
    }
}
