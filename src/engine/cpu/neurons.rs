//! See [`crate::plan::op::Neurons`].

use super::machine::{Machine, Moment};
use crate::plan::op::Neurons;
use crate::simd::vectorize;

/// Fewer elements than this are not worth a second thread.
const GRAIN: usize = 8192;

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
                stream.add_normal(trial, time, scale, x);
            }
            let shared = shared.map(|(stream, scale)| {
                let mut z = [0.0];
                stream.fill_normal(trial, time, &mut z);
                (z[0], scale)
            });
            vectorize(
                #[inline(always)]
                || {
                    if let Some((z, scale)) = shared {
                        x.iter_mut().zip(scale).for_each(|(x, s)| *x = s.mul_add(z, *x));
                    }
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
