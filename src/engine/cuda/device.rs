//! The GPUs of this machine.

use super::failure::Failure;
use cudarc::driver::result;
use cudarc::driver::sys::{self, CUdevice_attribute};

/// The least compute capability that the kernels run on.
pub const OLDEST: (i32, i32) = (8, 0);

/// A GPU that the driver knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its number, from 0.
    pub ordinal: usize,
    /// Its name.
    pub name: String,
    /// Its memory in bytes.
    pub memory: u64,
    /// Its compute capability.
    pub capability: (i32, i32),
    /// Its streaming multiprocessors.
    pub multiprocessors: u32,
    /// Shared memory that one block may ask for, in bytes.
    pub shared: u32,
}

impl Device {
    /// Why it cannot be used, if it cannot.
    pub fn usable(&self) -> Result<(), Failure> {
        match self.capability >= OLDEST {
            true => Ok(()),
            false => Err(Failure::TooOld { name: self.name.clone(), has: self.capability, least: OLDEST }),
        }
    }
}

/// All GPUs of this machine, usable or not.
///
/// # Errors
/// If there is no driver, or it finds no GPU.
pub fn devices() -> Result<Vec<Device>, Failure> {
    let count = count()?;
    (0..count).map(device).collect()
}

/// The GPU of this number.
///
/// # Errors
/// If there is none.
pub fn find(ordinal: usize) -> Result<Device, Failure> {
    let count = count()?;
    match ordinal < count {
        true => device(ordinal),
        false => Err(Failure::NoSuchDevice { asked: ordinal, count }),
    }
}

fn count() -> Result<usize, Failure> {
    // SAFETY: opens the driver's library and asks nothing of it. Everything else of cudarc's panics without it.
    if !unsafe { sys::is_culib_present() } {
        return Err(Failure::NoDriver);
    }
    result::init()?;
    match usize::try_from(result::device::get_count()?) {
        Ok(count) if count > 0 => Ok(count),
        _ => Err(Failure::NoDevice("it counts 0".into())),
    }
}

fn device(ordinal: usize) -> Result<Device, Failure> {
    let device = result::device::get(ordinal as i32)?;
    // SAFETY: the driver gave this device.
    let attribute = |which| unsafe { result::device::get_attribute(device, which) };
    use CUdevice_attribute as A;
    Ok(Device {
        ordinal,
        name: result::device::get_name(device)?,
        // SAFETY: as above.
        memory: unsafe { result::device::total_mem(device)? } as u64,
        capability: (
            attribute(A::CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)?,
            attribute(A::CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR)?,
        ),
        multiprocessors: attribute(A::CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT)? as u32,
        shared: attribute(A::CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN)? as u32,
    })
}
