//! Engines execute plans. Each has its own folder and mirrors `plan/op/` file by file.

pub mod cpu;
pub mod cuda;
pub mod reference;

use crate::plan::{BufferId, Clock, Which};

/// A numerical failure: a loss that is not finite. The step that met it stopped before learning from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// The program's clock at that step.
    pub clock: Clock,
}

/// Executes one plan, whose buffers it owns.
pub trait Engine {
    /// Writes `data` into a buffer from element `offset` on.
    fn write(&mut self, buffer: BufferId, offset: usize, data: &[f32]);

    /// Reads a buffer from element `offset` on.
    fn read(&self, buffer: BufferId, offset: usize, out: &mut [f32]);

    /// Does `steps` steps of a program. A fault ends them early; the clock then stands at the faulty step.
    fn advance(&mut self, which: Which, steps: u64) -> Result<(), Fault>;

    /// Where a program stands.
    fn clock(&self, which: Which) -> Clock;

    /// Moves a program's clock: to continue a run, or to begin an evaluation anew.
    fn set_clock(&mut self, which: Which, clock: Clock);

    /// What runs it: `cpu, 2 threads, AVX-512`.
    fn device(&self) -> String;

    /// What the device reported where it failed, since the engine was opened. Nothing computed since then means anything.
    fn failure(&self) -> Option<String> {
        None
    }
}
