//! Neural circuits that learn on the chip that runs them.
pub mod rng;
pub mod schema;
pub mod units;
