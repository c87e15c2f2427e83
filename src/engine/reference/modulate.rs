//! See [`crate::plan::op::Modulate`].

use super::execute::Moment;
use super::matrix::Matrix;
use super::memory::Memory;
use crate::plan::op::{Modulate, Over};

pub fn modulate(op: &Modulate, memory: &mut Memory, now: Moment) {
    let step = now.step();
    let (third_factor, slope) = (memory.view(op.third_factor, step), memory.view(op.slope, step));
    let of = |value: &dyn Fn(usize, usize) -> f64| Matrix::from_fn(slope.rows, slope.cols, value);
    let delta = match op.leak {
        None => of(&|b, i| third_factor[(b, i)] * slope[(b, i)]),
        Some(leak) => {
            let alpha = memory.whole(leak.alpha);
            let last = now.step_in_trial() + 1 == now.program.steps;
            let later = if last { of(&|_, _| 0.0) } else { memory.whole(leak.carry) };
            let carry = of(&|b, i| {
                let comes_in = match leak.over {
                    Over::Voltage => third_factor[(b, i)] * slope[(b, i)],
                    Over::Activity => third_factor[(b, i)],
                };
                comes_in + (1.0 - alpha[(0, i)]) * later[(b, i)]
            });
            memory.store(leak.carry, &carry);
            of(&|b, i| {
                let slope = if leak.over == Over::Activity { slope[(b, i)] } else { 1.0 };
                alpha[(0, i)] * slope * carry[(b, i)]
            })
        }
    };
    memory.store_view(op.delta, step, &delta);
}
