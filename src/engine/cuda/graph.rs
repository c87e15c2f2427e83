//! Captured launches: a whole trial, or one step, that the driver replays at once.

use super::failure::Failure;
use super::gpu::Gpu;
use cudarc::driver::result;
use cudarc::driver::sys::{self, CUgraphExec, CUstreamCaptureMode};

/// Launches as the driver replays them.
pub struct Graph {
    replay: CUgraphExec,
}

impl Graph {
    /// Captures what `record` puts into the stream; nothing of it runs.
    pub fn capture(gpu: &Gpu, record: impl FnOnce() -> Result<(), Failure>) -> Result<Graph, Failure> {
        let stream = gpu.stream.cu_stream();
        // SAFETY: the stream is ours and not the null stream; the capture ends below whatever happens between.
        unsafe { result::stream::begin_capture(stream, CUstreamCaptureMode::CU_STREAM_CAPTURE_MODE_THREAD_LOCAL)? };
        let recorded = record();
        // SAFETY: begun above.
        let graph = unsafe { result::stream::end_capture(stream) };
        recorded?;
        let graph = graph?;
        let mut exec = std::ptr::null_mut();
        // SAFETY: the capture gave this graph; what is instantiated from it does not need it any more.
        let made = unsafe { sys::cuGraphInstantiateWithFlags(&mut exec, graph, 0).result() };
        // SAFETY: as above.
        let _ = unsafe { result::graph::destroy(graph) };
        made?;
        Ok(Graph { replay: exec })
    }

    /// Puts all of it into the stream.
    pub fn launch(&self, gpu: &Gpu) -> Result<(), Failure> {
        // SAFETY: the graph lives, and so does everything that its launches reach.
        unsafe { result::graph::launch(self.replay, gpu.stream.cu_stream())? };
        Ok(())
    }
}

impl Drop for Graph {
    fn drop(&mut self) {
        // SAFETY: instantiated above, destroyed once.
        let _ = unsafe { result::graph::exec_destroy(self.replay) };
    }
}
