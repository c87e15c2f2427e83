//! What a plan takes: the size of every buffer and list of synapses, known before anything is allocated.

use super::Plan;
use serde::{Deserialize, Serialize};

/// A part of the memory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Its name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
}

impl Share {
    /// Of so many bytes, which may be more than any integer holds.
    pub fn of(name: &str, bytes: f64) -> Share {
        Share { name: name.into(), bytes: bytes as u64 }
    }
}

/// All buffers and lists of synapses of a plan, or of its outline.
pub fn parts(plan: &Plan) -> Vec<Share> {
    let buffers = plan.buffers.iter().map(|b| Share { name: b.name.clone(), bytes: b.bytes() });
    let lists = plan.lists().map(|list| Share { name: format!("synapses.{}", list.name), bytes: list.bytes() });
    buffers.chain(lists).collect()
}

/// The bytes of some parts together.
pub fn total(parts: &[Share]) -> u64 {
    parts.iter().fold(0, |sum, share| sum.saturating_add(share.bytes))
}

/// A size as people read it: `1.5 MB`.
pub fn human(bytes: u64) -> String {
    let mut size = bytes as f64;
    for unit in ["B", "kB", "MB", "GB", "TB", "PB"] {
        if size < 1000.0 {
            return if unit == "B" { format!("{bytes} B") } else { format!("{size:.1} {unit}") };
        }
        size /= 1000.0;
    }
    format!("{size:.1} EB")
}
