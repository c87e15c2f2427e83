//! See [`crate::plan::op::Neurons`].

use super::execute::Moment;
use super::memory::Memory;
use crate::plan::op::Neurons;

pub fn neurons(op: &Neurons, memory: &mut Memory, now: Moment) {
    let (step, replicas) = (now.step(), now.program.replicas);
    let mut input = memory.view(op.input, step);
    let bias = memory.whole(op.bias);
    for i in 0..input.rows {
        for j in 0..input.cols {
            input[(i, j)] += bias[(0, j)];
        }
        let trial = now.update() * replicas as u64 + (i % replicas) as u64;
        for (drive, own) in [(op.noise, true), (op.shared, false)] {
            let Some(drive) = drive else { continue };
            let mut noise = vec![0.0_f32; if own { input.cols } else { 1 }];
            drive.stream.fill_normal(trial, now.step_in_trial() as u32, &mut noise);
            let scale = memory.whole(drive.scale);
            for j in 0..input.cols {
                input[(i, j)] += scale[(0, j)] * f64::from(noise[if own { j } else { 0 }]);
            }
        }
    }
    memory.store_view(op.input, step, &input);

    let mut activity = memory.view(op.activity, step);
    let alpha = op.leak.map_or(Vec::new(), |leak| memory.whole(leak.alpha).data);
    let mut state = op.leak.map(|leak| memory.view(leak.state, step));
    for i in 0..input.rows {
        let state = state.as_mut().map_or(&mut [][..], |state| state.row_mut(i));
        op.model.step(&alpha, input.row(i), state, activity.row_mut(i));
    }
    if let (Some(leak), Some(state)) = (op.leak, state) {
        memory.store_view(leak.state, step, &state);
    }
    memory.store_view(op.activity, step, &activity);
}
