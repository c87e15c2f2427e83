//! The memory plan: what a circuit will take, known before anything is allocated.

use super::{Plan, Topology};
use serde::Serialize;
use std::sync::Arc;

/// Bytes of all buffers and lists of synapses, and of each of the largest.
#[derive(Debug, Clone, Serialize, PartialEq)]
pub struct Memory {
    /// All buffers together.
    pub total_bytes: u64,
    /// Buffers, largest first.
    pub by: Vec<Share>,
    /// True where synapses were too many to be listed.
    #[serde(skip)]
    pub undrawn: bool,
}

/// The part of one buffer or list of synapses.
#[derive(Debug, Clone, Serialize, PartialEq)]
pub struct Share {
    /// Its name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
}

impl Memory {
    /// The memory plan of a plan.
    pub fn of(plan: &Plan) -> Memory {
        let buffers = plan.buffers.iter().map(|b| Share { name: b.name.clone(), bytes: b.bytes() });
        let topology = |t: &Arc<Topology>| Share { name: format!("synapses.{}", t.name), bytes: t.bytes() };
        let mut by: Vec<Share> = buffers.chain(plan.topologies.iter().map(topology)).collect();
        let undrawn = plan.topologies.iter().any(|topology| !topology.is_drawn());
        by.sort_by(|a, b| b.bytes.cmp(&a.bytes).then_with(|| a.name.cmp(&b.name)));
        Memory { total_bytes: by.iter().fold(0, |sum, share| sum.saturating_add(share.bytes)), by, undrawn }
    }

    /// Why it does not fit into `available` bytes, naming the largest culprits; `None` if it fits.
    pub fn shortage(&self, available: u64) -> Option<String> {
        if self.total_bytes <= available && !self.undrawn {
            return None;
        }
        let top: Vec<String> = self.by.iter().take(3).map(|s| format!("{} ({})", s.name, human(s.bytes))).collect();
        let (need, have) = (human(self.total_bytes), human(available));
        Some(format!("the circuit needs {need} of memory, {have} are free; largest: {}", top.join(", ")))
    }
}

/// Memory that the system would give now, in bytes; where it does not say, more than any machine has.
pub fn available() -> u64 {
    let says = || {
        let text = std::fs::read_to_string("/proc/meminfo").ok()?;
        let line = text.lines().find(|line| line.starts_with("MemAvailable:"))?;
        line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
    };
    says().unwrap_or(1 << 46)
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
