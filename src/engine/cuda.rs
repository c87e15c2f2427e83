//! NVIDIA GPUs: the kernels of `kernels/`, launched through the driver alone.
//!
//! Every operation of a plan becomes launches whose arguments never change ([`launch::Launch`]): all that does change from
//! step to step is the clock, which lies on the device. So a step takes nothing from the host, and whole trials are
//! captured into graphs.

pub mod cubin;
pub mod cublas;
pub mod device;
pub mod failure;
pub mod launch;
pub mod settings;

mod allocation;
mod change;
mod clock;
mod context;
mod execute;
mod gpu;
mod graph;
mod layout;
mod memory;
mod multiply;
mod product;
mod resident;
mod site;
mod steps;
mod strips;
mod structure;
mod synapses;

mod backward;
mod broadcast;
mod deviation;
mod difference;
mod draw;
mod error;
mod estimate;
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
mod remove_inside;
mod reset;
mod reward;
mod slope;
mod stage;
mod surprise;
mod track;

pub use device::Device;
pub use execute::{CudaEngine, Launches};
pub use failure::Failure;
pub use settings::Settings;
