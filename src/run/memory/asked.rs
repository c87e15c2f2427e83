//! What memory is asked for.

use crate::run::device::Device;
use crate::run::extent::{ROWS, ROWS_AFTER_A_RUN};

/// What is to be done with a circuit, as far as it decides about memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doing {
    /// Whether it learns.
    pub learns: bool,
    /// Whether a checkpoint is read.
    pub restores: bool,
    /// Rows of activity that are analysed in the end.
    pub rows: usize,
    /// Whether weights are disturbed.
    pub robustness: bool,
    /// Whether perturbations are counted when it has learned.
    pub counts: bool,
}

impl Doing {
    /// A run of `scale`.
    pub fn to_scale() -> Doing {
        Doing { rows: ROWS, counts: true, ..Doing::default() }
    }
}

impl Default for Doing {
    /// A run from its beginning.
    fn default() -> Doing {
        Doing { learns: true, restores: false, rows: ROWS_AFTER_A_RUN, robustness: false, counts: false }
    }
}

/// Where it is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// Which engine.
    pub device: Device,
    /// Threads; 0: as many of the cores as have enough to do.
    pub threads: usize,
}
