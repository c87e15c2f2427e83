//! Device memory that is freed with its owner.

use super::context::Context;
use super::failure::Failure;
use cudarc::driver::result;
use cudarc::driver::sys::{CUdeviceptr, CUresult};

/// Bytes of device memory.
pub struct Allocation {
    at: CUdeviceptr,
    bytes: usize,
}

impl Allocation {
    /// Allocates; an empty one takes no memory.
    pub fn zeros(gpu: &Context, bytes: usize) -> Result<Allocation, Failure> {
        let allocation = Allocation::space(gpu, bytes)?;
        if bytes > 0 {
            // SAFETY: all of it is ours.
            unsafe { result::memset_d8_async(allocation.at, 0, bytes, gpu.stream.cu_stream())? };
        }
        Ok(allocation)
    }

    /// Allocates what nobody reads before it is written.
    pub fn space(gpu: &Context, bytes: usize) -> Result<Allocation, Failure> {
        if bytes == 0 {
            return Ok(Allocation { at: 0, bytes });
        }
        // SAFETY: freed once, by `drop`.
        let at = unsafe { result::malloc_sync(bytes) }.map_err(|error| match error.0 {
            CUresult::CUDA_ERROR_OUT_OF_MEMORY => Failure::Memory { asked: bytes as u64, free: gpu.free_memory() },
            _ => error.into(),
        })?;
        Ok(Allocation { at, bytes })
    }

    /// Allocates for these values, and copies them.
    pub fn of<T: Copy>(gpu: &Context, values: &[T]) -> Result<Allocation, Failure> {
        let allocation = Allocation::zeros(gpu, size_of_val(values))?;
        allocation.write(gpu, 0, values)?;
        Ok(allocation)
    }

    /// Where it lies.
    pub fn address(&self) -> u64 {
        self.at
    }

    /// Copies values from the host, from byte `offset` on; when it returns, they may be changed.
    pub fn write<T: Copy>(&self, gpu: &Context, offset: usize, values: &[T]) -> Result<(), Failure> {
        assert!(offset + size_of_val(values) <= self.bytes, "a write beyond the end of a buffer");
        if values.is_empty() {
            return Ok(());
        }
        // SAFETY: the range was checked; the values live until the copy is done.
        unsafe { result::memcpy_htod_async(self.at + offset as u64, values, gpu.stream.cu_stream())? };
        gpu.wait()
    }

    /// Copies values to the host, from byte `offset` on.
    pub fn read<T: Copy>(&self, gpu: &Context, offset: usize, values: &mut [T]) -> Result<(), Failure> {
        assert!(offset + size_of_val(values) <= self.bytes, "a read beyond the end of a buffer");
        if values.is_empty() {
            return Ok(());
        }
        // SAFETY: as above; any bits are a value of the plain types that this is called with.
        unsafe { result::memcpy_dtoh_async(values, self.at + offset as u64, gpu.stream.cu_stream())? };
        gpu.wait()
    }
}

impl Drop for Allocation {
    fn drop(&mut self) {
        if self.at != 0 {
            // SAFETY: allocated above, and nobody uses it any more. A driver that has gone has freed it.
            let _ = unsafe { result::free_sync(self.at) };
        }
    }
}
