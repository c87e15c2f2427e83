//! The reference: every operation in plain mathematics and `f64`, to which the fast engines are held.
//!
//! An operation copies what it reads, computes with loops that look like the equations of [`crate::plan::op`], and
//! stores what it writes. Nothing here is shared with another engine except the noise, the neuron models, the
//! optimisers and the plan's own conventions; it is slow, and meant to be obviously right.

#![allow(clippy::needless_range_loop, reason = "indices are what the equations have")]

mod execute;
mod explore;
mod matrix;
mod memory;

mod backward;
mod broadcast;
mod deviation;
mod difference;
mod draw;
mod error;
mod estimate;
mod filter;
mod gain;
mod keep;
mod learn;
mod learn_bias;
mod learn_by_loss;
mod learn_eligible;
mod modulate;
mod neurons;
mod perturb;
mod perturb_weights;
mod propagate;
mod record;
mod reset;
mod reward;
mod slope;
mod stage;
mod structure;
mod surprise;
mod track;

pub use execute::ReferenceEngine;
