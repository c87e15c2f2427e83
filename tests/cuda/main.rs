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
use trifactor::engine::reference::ReferenceEngine;
use trifactor::plan::Plan;

/// The measure.
fn reference(plan: Plan) -> Box<dyn Engine> {
    Box::new(ReferenceEngine::open(plan))
}

suite! {
    cuda if device::is_there() => device::open;
}
