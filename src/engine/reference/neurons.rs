//! See [`crate::plan::op::Neurons`].

use super::execute::Moment;
use super::memory::Memory;
use crate::plan::op::Neurons;

pub fn neurons(op: &Neurons, memory: &mut Memory, now: Moment) {
    let (step, replicas) = (now.step(), now.program.replicas);
    let input_view = op.current.unwrap_or(op.state);
    let mut input = memory.view(input_view, step);
    let bias = memory.whole(op.bias);
    for i in 0..input.rows {
        for j in 0..input.cols {
            input[(i, j)] += bias[(0, j)];
        }
        if let Some((stream, std)) = &op.noise {
            let trial = now.update() * replicas as u64 + (i % replicas) as u64;
            let mut noise = vec![0.0_f32; input.cols];
            stream.fill_normal(trial, now.step_in_trial() as u32, &mut noise);
            for j in 0..input.cols {
                input[(i, j)] += f64::from(*std) * f64::from(noise[j]);
            }
        }
    }
    memory.store_view(input_view, step, &input);

    let mut state = memory.view(op.state, step);
    let mut activity = memory.view(op.activity, step);
    let previous = op.previous.map(|view| memory.view(view, step));
    for i in 0..state.rows {
        let current = if op.current.is_some() { input.row(i) } else { &[] };
        let previous = previous.as_ref().map_or(&[][..], |previous| previous.row(i));
        op.model.step(f64::from(op.alpha), current, state.row_mut(i), previous, activity.row_mut(i));
    }
    memory.store_view(op.state, step, &state);
    memory.store_view(op.activity, step, &activity);
}
