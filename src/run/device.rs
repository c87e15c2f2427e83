//! Which engine runs a plan.

use crate::engine::Engine;
use crate::engine::cpu::CpuEngine;
use crate::engine::reference::ReferenceEngine;
use crate::error::Error;
use crate::plan::{Plan, work};

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

    /// Threads for a plan: what was asked for, or, where that is 0, as many of the cores as have enough to do. Beyond
    /// that a thread costs more in waiting than it gains, above all on a busy machine.
    pub fn threads(self, plan: &Plan, asked: usize) -> usize {
        let useful = 1 + work::multiply_adds(plan, &plan.learn) / WORTH_A_THREAD;
        match (self, asked) {
            (Device::Reference, _) => 1,
            (_, 0) => cores().min(useful.try_into().unwrap_or(usize::MAX)),
            (_, asked) => asked,
        }
    }

    /// Opens an engine for a plan.
    pub fn open(self, plan: Plan, threads: usize) -> Result<Box<dyn Engine>, Error> {
        if self == Device::Reference {
            return Ok(Box::new(ReferenceEngine::open(plan)));
        }
        let engine = CpuEngine::open(plan, threads);
        Ok(Box::new(engine.map_err(|e| Error::Internal(format!("cannot start {threads} threads: {e}")))?))
    }
}

/// Multiply-adds in a step that are worth another thread: about 0.4 ms of one core.
const WORTH_A_THREAD: u64 = 50_000_000;

/// The cores that this process may use.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
