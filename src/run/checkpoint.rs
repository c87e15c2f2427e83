//! Checkpoints: everything that a run needs to continue to the same bits, as safetensors.
//!
//! The file holds what was learned, and what was drawn once and stays: time constants of neurons' own, and which synapses
//! exist. Its metadata hold the circuit, the place in the run and its legs, so that it is sufficient by itself.

mod fit;
mod saved;

pub use fit::{Fit, Purpose, Turn, check, fit};
pub use saved::Checkpoint;

use crate::plan::structure::Listed;
use crate::plan::{Buffer, Role};

/// How the format is called in the file's metadata, before its version.
pub(super) const FORMAT: &str = "trifactor-checkpoint-";
/// The format's version. The first one had neither circuit nor legs, synapses nor time constants.
pub(super) const VERSION: u64 = 2;

/// The name of the tensor that tells which synapses a projection has: (synapses × 2), post and pre.
pub(super) fn synapses_name(projection: &str) -> String {
    format!("synapses.{projection}")
}

/// (post, pre) of every synapse, in the order of its weights.
pub(super) fn pairs(list: &Listed) -> impl Iterator<Item = i32> + '_ {
    list.incoming.iter().flat_map(|(post, pre)| [post as i32, pre as i32])
}

/// Whether a checkpoint holds a buffer.
pub(super) fn is_saved(buffer: &Buffer) -> bool {
    matches!(buffer.role, Role::Parameter | Role::Memory | Role::Drawn)
}
