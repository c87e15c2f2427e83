//! What can go wrong with a GPU, and what its user can do about it.

use super::device::OLDEST;
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
    },
    /// The driver does not know the version of the instruction set that the kernels are written in.
    OldDriver(String),
    /// Memory ran out.
    Memory {
        /// What was asked for last, in bytes.
        asked: u64,
        /// What was free then.
        free: u64,
    },
    /// Anything else that the driver says.
    Driver(String),
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let gib = |bytes: u64| bytes as f64 / (1_u64 << 30) as f64;
        match self {
            Failure::NoDriver => {
                write!(f, "no NVIDIA driver on this machine (libcuda is not found); use `--device cpu`")
            }
            Failure::NoDevice(why) => {
                write!(
                    f,
                    "the NVIDIA driver finds no GPU that it can use ({why}); see `nvidia-smi`, or use `--device cpu`"
                )
            }
            Failure::NoSuchDevice { asked, count } => {
                write!(f, "there is no GPU {asked}: this machine has {count}, counted from 0; see `trifactor devices`")
            }
            Failure::TooOld { name, has } => write!(
                f,
                "{name} has compute capability {}.{}, and {}.{} is the least; use `--device cpu`",
                has.0, has.1, OLDEST.0, OLDEST.1
            ),
            Failure::OldDriver(why) => {
                write!(f, "the NVIDIA driver is too old for these kernels ({why}); install version 570 or later")
            }
            Failure::Memory { asked, free } => write!(
                f,
                "the GPU's memory is full: {:.2} GiB more are needed where {:.2} GiB are free; lower `run.replicas` or the \
                 sizes of populations, or use `--device cpu`",
                gib(*asked),
                gib(*free)
            ),
            Failure::Driver(why) => write!(f, "the NVIDIA driver reports: {why}"),
        }
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
