//! What can go wrong with a GPU, and what its user can do about it.

use crate::plan::memory::{Share, human};
use cudarc::driver::DriverError;
use cudarc::driver::sys::CUresult;

/// Why a plan does not run on a GPU.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The driver's library is not on this machine.
    NoDriver,
    /// The driver is there, and no GPU that it can use.
    NoDevice(String),
    /// There is no GPU of this number.
    NoSuchDevice {
        /// What was asked for.
        asked: usize,
        /// How many there are.
        count: usize,
    },
    /// The GPU's compute capability is below what the kernels are made for.
    TooOld {
        /// The GPU.
        name: String,
        /// Its compute capability.
        has: (i32, i32),
        /// The least that will do.
        least: (i32, i32),
    },
    /// The driver does not know the version of the instruction set that the kernels are written in.
    OldDriver(String),
    /// A structure of synapses that has no kernels yet.
    Structure(&'static str),
    /// Memory ran out.
    Memory {
        /// What was asked for last, in bytes.
        asked: u64,
        /// What was free then.
        free: u64,
    },
    /// The plan does not fit.
    Plan {
        /// What its buffers and lists of synapses take, in bytes.
        need: u64,
        /// What is free.
        free: u64,
        /// The largest of them.
        largest: Vec<Share>,
    },
    /// cuBLAS was opened, and then refused a product.
    Cublas(String),
    /// `TRIFACTOR_CUBINS` leads to what is none.
    Cubin(String),
    /// An environment variable says what it cannot.
    Setting(String),
    /// Anything else that the driver says.
    Driver(String),
}

impl Failure {
    /// What happened.
    pub fn why(&self) -> String {
        let gib = |bytes: u64| bytes as f64 / (1_u64 << 30) as f64;
        match self {
            Failure::NoDriver => "no NVIDIA driver on this machine: its library, libcuda, is not found".into(),
            Failure::NoDevice(why) => format!("the NVIDIA driver finds no GPU that it can use: {why}"),
            Failure::NoSuchDevice { asked, count } => {
                format!("there is no GPU {asked}: this machine has {count}, counted from 0")
            }
            Failure::TooOld { name, has, least } => {
                format!("{name} has compute capability {}.{}; the least is {}.{}", has.0, has.1, least.0, least.1)
            }
            Failure::OldDriver(why) => format!("the NVIDIA driver is too old for the kernels: {why}"),
            Failure::Structure(name) => format!("{name} do not run on a GPU in this version"),
            Failure::Memory { asked, free } => format!(
                "the GPU's memory is full: the next {:.3} GiB do not fit into the {:.3} GiB that are free",
                gib(*asked),
                gib(*free)
            ),
            Failure::Plan { need, free, largest } => {
                let largest: Vec<String> = largest.iter().map(|s| format!("{} ({})", s.name, human(s.bytes))).collect();
                let (need, free) = (human(*need), human(*free));
                format!(
                    "the GPU's memory is full: the circuit takes {need}, {free} are free; largest: {}",
                    largest.join(", ")
                )
            }
            Failure::Cublas(why) => format!("cuBLAS fails: {why}"),
            Failure::Cubin(why) => format!("kernels compiled ahead of time: {why}"),
            Failure::Setting(why) => format!("the environment has {why}"),
            Failure::Driver(why) => format!("the NVIDIA driver reports: {why}"),
        }
    }

    /// What to do about it; `None` where nobody but us can.
    pub fn help(&self) -> Option<&'static str> {
        Some(match self {
            Failure::NoDriver => "use --device cpu, or install NVIDIA's driver: nothing else of CUDA is needed",
            Failure::NoDevice(_) => "see nvidia-smi and CUDA_VISIBLE_DEVICES, or use --device cpu",
            Failure::NoSuchDevice { .. } => "trifactor devices lists them",
            Failure::Structure(_) => "use --device cpu",
            Failure::TooOld { .. } => "use --device cpu, or another GPU: trifactor devices lists them",
            Failure::OldDriver(_) => "install version 570 or later of the driver, or use --device cpu",
            Failure::Memory { .. } | Failure::Plan { .. } => {
                "lower run.replicas or the sizes of populations, or use --device cpu"
            }
            Failure::Cublas(_) => "with TRIFACTOR_CUBLAS=off in the environment our own kernels do its work",
            Failure::Cubin(_) => {
                "`cargo run --example kernels -- compile --out DIR` writes such a folder; without the variable, the driver \
                 compiles the kernels"
            }
            Failure::Setting(_) => "without the variable it is auto, which is best",
            Failure::Driver(_) => return None,
        })
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.why())?;
        self.help().map_or(Ok(()), |help| write!(f, "\nhelp: {help}"))
    }
}

impl std::error::Error for Failure {}

impl From<DriverError> for Failure {
    fn from(error: DriverError) -> Failure {
        let text = match (error.error_name(), error.error_string()) {
            (Ok(name), Ok(text)) => format!("{} ({})", text.to_string_lossy(), name.to_string_lossy()),
            _ => format!("{:?}", error.0),
        };
        match error.0 {
            CUresult::CUDA_ERROR_NO_DEVICE
            | CUresult::CUDA_ERROR_INVALID_DEVICE
            | CUresult::CUDA_ERROR_STUB_LIBRARY
            | CUresult::CUDA_ERROR_DEVICE_UNAVAILABLE
            | CUresult::CUDA_ERROR_SYSTEM_DRIVER_MISMATCH => Failure::NoDevice(text),
            CUresult::CUDA_ERROR_UNSUPPORTED_PTX_VERSION => Failure::OldDriver(text),
            _ => Failure::Driver(text),
        }
    }
}
