//! The suite of every engine, on a GPU: on the emulated one, which executes the kernels on the CPU, or, with
//! `TRIFACTOR_TEST_GPU=1`, on the one of this machine.

mod checkpoint;
mod command;
#[path = "../conformance/corpus.rs"]
mod corpus;
mod cublas;
#[path = "../conformance/dale.rs"]
mod dale;
mod device;
#[path = "../support/emulator.rs"]
mod emulator;
#[path = "../conformance/fill.rs"]
mod fill;
mod noise;
#[path = "../conformance/operations.rs"]
mod operations;
mod resident;
#[path = "../support/session.rs"]
mod session;
#[path = "../conformance/sparse.rs"]
mod sparse;
#[macro_use]
#[path = "../conformance/suite.rs"]
mod suite;
#[path = "../support/texts.rs"]
mod texts;
#[path = "../conformance/whole.rs"]
mod whole;

use trifactor::engine::Engine;
use trifactor::engine::cuda::CudaEngine;
use trifactor::engine::reference::ReferenceEngine;
use trifactor::plan::Plan;

/// The measure.
fn reference(plan: Plan) -> Box<dyn Engine> {
    Box::new(ReferenceEngine::open(plan))
}

suite! {
    cuda if device::is_there() => device::open;
}

#[test]
fn convolutions_are_refused_with_what_to_do() {
    if !device::is_there() {
        return;
    }
    let text = texts::convolutional("direct_feedback()", 3, "plasticity()");
    let refused = CudaEngine::open(session::plan(&session::load(&text)), 0).err().expect("there are no kernels for it");
    assert_eq!(refused.why(), "convolutions do not run on a GPU in this version");
    assert_eq!(refused.help(), Some("use --device cpu"));
}
