//! Which engine runs a plan.

use crate::engine::Engine;
use crate::engine::cpu::CpuEngine;
use crate::engine::cuda::{self, CudaEngine, Failure};
use crate::engine::reference::ReferenceEngine;
use crate::error::Error;
use crate::plan::{Plan, work};

/// What the user asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Device {
    /// The first GPU that can be used, else the CPU: what the command line does where nothing is said.
    Auto,
    /// The CPU: what a program gets that does not ask.
    #[default]
    Cpu,
    /// The NVIDIA GPU of this number.
    Cuda(usize),
    /// Plain double precision on one thread: slow, to check the others against.
    Reference,
}

impl std::str::FromStr for Device {
    type Err = String;

    fn from_str(text: &str) -> Result<Device, String> {
        match text {
            "auto" => Ok(Device::Auto),
            "cpu" => Ok(Device::Cpu),
            "cuda" => Ok(Device::Cuda(0)),
            "reference" => Ok(Device::Reference),
            other => match other.strip_prefix("cuda:").map(str::parse) {
                Some(Ok(ordinal)) => Ok(Device::Cuda(ordinal)),
                Some(Err(_)) => {
                    Err(format!("`{other}`: after `cuda:` comes the GPU's number, as `trifactor devices` lists it"))
                }
                None => Err(format!("`{other}` is not a device; legal: auto, cpu, cuda, cuda:NUMBER, reference")),
            },
        }
    }
}

/// A device, and why it is this one where the user left it open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// Never [`Device::Auto`].
    pub device: Device,
    /// Why.
    pub why: Option<String>,
}

impl Device {
    /// What `auto` means on this machine.
    pub fn choose(self) -> Chosen {
        if self != Device::Auto {
            return Chosen { device: self, why: None };
        }
        match cuda::device::devices() {
            Ok(devices) => match devices.iter().find(|device| device.usable().is_ok()) {
                Some(device) => Chosen { device: Device::Cuda(device.ordinal), why: Some("a usable GPU".into()) },
                None => Chosen {
                    device: Device::Cpu,
                    why: devices.first().and_then(|device| device.usable().err()).map(|failure| failure.why()),
                },
            },
            Err(failure) => Chosen { device: Device::Cpu, why: Some(failure.why()) },
        }
    }

    /// Its kind, as documents name it. A run is repeated bit for bit on the same kind.
    pub fn kind(self) -> &'static str {
        match self.choose().device {
            Device::Auto | Device::Cpu => "cpu",
            Device::Cuda(_) => "cuda",
            Device::Reference => "reference",
        }
    }

    /// Threads for a plan: what was asked for, or, where that is 0, as many of the cores as have enough to do. Beyond
    /// that a thread costs more in waiting than it gains, above all on a busy machine.
    pub fn threads(self, plan: &Plan, asked: usize) -> usize {
        let useful = 1 + work::multiply_adds(plan, &plan.learn) / WORTH_A_THREAD;
        match (self, asked) {
            (Device::Reference | Device::Cuda(_), _) => 1,
            (_, 0) => cores().min(useful.try_into().unwrap_or(usize::MAX)),
            (_, asked) => asked,
        }
    }

    /// Opens an engine for a plan.
    pub fn open(self, plan: Plan, threads: usize) -> Result<Box<dyn Engine>, Error> {
        match self.choose().device {
            Device::Reference => Ok(Box::new(ReferenceEngine::open(plan))),
            Device::Cuda(ordinal) => Ok(Box::new(CudaEngine::open(plan, ordinal).map_err(refused)?)),
            Device::Cpu | Device::Auto => {
                let engine = CpuEngine::open(plan, threads);
                Ok(Box::new(engine.map_err(|e| Error::Internal(format!("cannot start {threads} threads: {e}")))?))
            }
        }
    }
}

/// A GPU that cannot be had is a wrong input; one that fails is not.
pub fn refused(failure: Failure) -> Error {
    match failure.help() {
        Some(help) => Error::input(failure.why(), help),
        None => Error::Internal(failure.why()),
    }
}

/// Multiply-adds in a step that are worth another thread: about 0.4 ms of one core.
const WORTH_A_THREAD: u64 = 50_000_000;

/// The cores that this process may use.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
