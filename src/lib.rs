//! Neural circuits that learn on the chip that runs them.

/// A line on standard error, for the whole crate in place of the standard macro of this name, which panics where nobody
/// reads: `trifactor run … 2>&1 | head` would lose the run. Tests keep the standard one, whose lines they capture.
#[cfg(not(test))]
macro_rules! eprintln {
    ($($text:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), $($text)*);
    }};
}

pub mod analysis;
pub mod circuit;
pub mod cli;
pub mod credit;
pub mod engine;
pub mod error;
pub mod manifold;
pub mod natural;
pub mod neuron;
pub mod plan;
pub mod plasticity;
pub mod real;
pub mod record;
pub mod report;
pub mod rng;
pub mod run;
pub mod schema;
pub mod simd;
pub mod suggest;
pub mod task;
pub mod units;
