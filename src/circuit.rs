//! What a circuit is made of.
pub mod weights;
