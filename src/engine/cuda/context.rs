//! An open GPU: its context and the one stream on which everything happens, in order.

use super::device::{self, Device};
use super::failure::Failure;
use cudarc::driver::{CudaContext, CudaStream};
use std::sync::Arc;

/// An open GPU.
pub struct Context {
    pub device: Device,
    context: Arc<CudaContext>,
    pub stream: Arc<CudaStream>,
}

impl Context {
    /// Opens a GPU.
    pub fn open(ordinal: usize) -> Result<Context, Failure> {
        let device = device::find(ordinal)?;
        device.usable()?;
        let context = CudaContext::new(ordinal)?;
        // SAFETY: one stream does everything, so there is nothing for events to wait for; and a capture must not meet
        // events from outside it.
        unsafe { context.disable_event_tracking() };
        // The null stream cannot be captured.
        let stream = context.new_stream()?;
        Ok(Context { device, context, stream })
    }

    /// Makes it the GPU of this thread: whoever calls may have come from another.
    pub fn enter(&self) -> Result<(), Failure> {
        Ok(self.context.bind_to_thread()?)
    }

    /// Waits until everything asked for is done.
    pub fn wait(&self) -> Result<(), Failure> {
        Ok(self.stream.synchronize()?)
    }

    /// Free memory in bytes.
    pub fn free_memory(&self) -> u64 {
        self.context.mem_get_info().map_or(0, |(free, _)| free as u64)
    }
}
