//! Neural circuits that learn on the chip that runs them.
pub mod circuit;
pub mod credit;
pub mod engine;
pub mod manifold;
pub mod neuron;
pub mod plan;
pub mod plasticity;
pub mod real;
pub mod rng;
pub mod schema;
pub mod simd;
pub mod task;
pub mod units;
