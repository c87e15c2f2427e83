//! The CPU: threads, matrix views and products.
pub mod buffer;
pub mod gemm;
mod lanes;
pub mod mat;
pub mod pool;
pub mod sparse;

mod machine;
mod store;
mod structure;

mod backward;
mod broadcast;
mod change;
mod deviation;
mod difference;
mod draw;
mod error;
mod estimate;
mod execute;
mod explore;
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
mod surprise;
mod track;

pub use execute::{CpuEngine, instructions};
