//! Neural circuits that learn on the chip that runs them.

pub mod analysis;
pub mod circuit;
pub mod cli;
pub mod credit;
pub mod engine;
pub mod error;
pub mod manifold;
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
