//! Which engine runs a plan.

use crate::engine::Engine;
use crate::engine::cpu::CpuEngine;
use crate::engine::reference::ReferenceEngine;
use crate::error::Error;
use crate::plan::Plan;

/// What the user asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Device {
    /// The best that is there.
    #[default]
    Auto,
    /// The CPU.
    Cpu,
    /// Plain double precision on one thread: slow, to check the others against.
    Reference,
}

impl std::str::FromStr for Device {
    type Err = String;

    fn from_str(text: &str) -> Result<Device, String> {
        match text {
            "auto" => Ok(Device::Auto),
            "cpu" => Ok(Device::Cpu),
            "reference" => Ok(Device::Reference),
            "cuda" => Err("this version has no CUDA engine yet; use auto, cpu or reference".into()),
            other => Err(format!("`{other}` is not a device; legal: auto, cpu, reference")),
        }
    }
}

impl Device {
    /// Its kind, as documents name it. A run is repeated bit for bit on the same kind.
    pub fn kind(self) -> &'static str {
        match self {
            Device::Auto | Device::Cpu => "cpu",
            Device::Reference => "reference",
        }
    }

    /// Opens an engine for a plan; `threads` 0 means one per core.
    pub fn open(self, plan: Plan, threads: usize) -> Result<Box<dyn Engine>, Error> {
        if self == Device::Reference {
            return Ok(Box::new(ReferenceEngine::open(plan)));
        }
        let threads = resolve_threads(threads);
        let engine = CpuEngine::open(plan, threads);
        Ok(Box::new(engine.map_err(|e| Error::Internal(format!("cannot start {threads} threads: {e}")))?))
    }
}

/// The number of threads: what was asked for, or one per core.
pub fn resolve_threads(threads: usize) -> usize {
    match threads {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        threads => threads,
    }
}
