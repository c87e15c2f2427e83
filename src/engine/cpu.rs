//! The CPU: threads, matrix views and products.
pub mod buffer;
pub mod gemm;
mod lanes;
pub mod mat;
pub mod pool;
pub mod sparse;

mod machine;
mod store;

mod backward;
mod broadcast;
mod difference;
mod draw;
mod error;
mod estimate;
mod execute;
mod learn;
mod learn_bias;
mod modulate;
mod neurons;
mod perturb;
mod propagate;
mod record;
mod reset;
mod reward;
mod stage;
mod track;

pub use execute::CpuEngine;
