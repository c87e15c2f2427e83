//! The clock of a program, on the device.

use super::launch::{Launch, kernels};
use super::layout::{self, Now, args};
use crate::plan::{Clock, Program};

kernels!("tick": TICK = tick(32));

args! {
    /// `Tick` of tick.cuh.
    pub struct Tick {
        now: Now,
        by: i64,
        chunk: u32,
        answers: u32,
    }
}

impl Tick {
    /// By so many steps.
    pub fn by(steps: i64, program: &Program, now: Now) -> Tick {
        Tick { now, by: steps, chunk: program.chunk as u32, answers: program.answers as u32 }
    }
}

/// Moves the clock by some steps.
pub fn tick(program: &Program, now: Now, by: i64) -> Launch {
    Launch::new(TICK, (1, 1), Tick::by(by, program, now))
}

/// The clock as the device keeps it.
pub fn on_device(program: &Program, clock: Clock) -> layout::Clock {
    layout::Clock {
        step: clock.step,
        update: clock.update(program),
        step_in_trial: clock.step_in_trial(program) as u32,
        slot: clock.slot(program) as u32,
        answer: clock.answer(program) as u32,
        ..layout::Clock::default()
    }
}
