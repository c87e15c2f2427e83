//! The GPU under test.

use crate::emulator;
use trifactor::engine::Engine;
use trifactor::engine::cuda::{CudaEngine, Failure, cublas};
use trifactor::plan::Plan;

/// Whether there is one: if not, it says so.
pub fn is_there() -> bool {
    if std::env::var_os("TRIFACTOR_TEST_GPU").is_none() {
        return emulator::load().is_some();
    }
    if let Err(failure) = trifactor::engine::cuda::device::devices() {
        panic!("TRIFACTOR_TEST_GPU is set, and there is no GPU: {failure}");
    }
    true
}

/// Whether it has cuBLAS besides: if not, it says so.
pub fn has_cublas() -> bool {
    if std::env::var_os("TRIFACTOR_TEST_GPU").is_none() {
        return emulator::load_cublas("kernels");
    }
    is_there() && cublas::version().inspect_err(|why| eprintln!("SKIPPED: cuBLAS: {why}")).is_ok()
}

/// An engine on it.
pub fn open(plan: Plan) -> Box<dyn Engine> {
    Box::new(CudaEngine::open(plan, 0).unwrap_or_else(|failure: Failure| panic!("{failure}")))
}
