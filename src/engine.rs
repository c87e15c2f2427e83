//! What executes a circuit.
pub mod cpu;
