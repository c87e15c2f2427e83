//! Running a circuit: a session over an engine, its measurements, its checkpoints and its folder.

pub mod activity;
pub mod analyse;
pub mod checkpoint;
pub mod compare;
#[cfg(feature = "oracle")]
mod counterpart;
#[cfg(feature = "oracle")]
pub mod credit;
pub mod device;
pub mod divergence;
pub mod document;
pub mod drive;
pub mod earlier;
pub mod evaluate;
mod extent;
pub mod folder;
pub mod jobs;
pub mod manifold;
mod measure;
pub mod memory;
mod perturbations;
pub mod predict;
pub mod prepare;
pub mod probes;
pub mod refusal;
pub mod resume;
pub mod robustness;
pub mod scale;
pub mod score;
pub mod session;
pub mod similarity;
pub mod staging;
pub mod unrecorded;

pub use device::Device;
pub use document::{Measured, MetricsRow, RunDocument};
pub use drive::{Ended, Observer, Options, Silent, drive};
pub use session::Session;
