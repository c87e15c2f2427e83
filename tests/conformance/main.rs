//! One suite that every engine passes: operations, whole circuits, learning, determinism.
//!
//! A new engine is one line below, or, for a GPU, in `tests/cuda/`. The reference itself is held to what needs no other
//! measure.

mod conv;
mod corpus;
mod dale;
mod fill;
mod operations;
#[path = "../support/session.rs"]
mod session;
mod sparse;
#[macro_use]
mod suite;
#[path = "../support/texts.rs"]
mod texts;
mod threads;
mod whole;

use trifactor::engine::Engine;
use trifactor::engine::cpu::CpuEngine;
use trifactor::engine::reference::ReferenceEngine;
use trifactor::plan::Plan;

/// The measure.
fn reference(plan: Plan) -> Box<dyn Engine> {
    Box::new(ReferenceEngine::open(plan))
}

#[test]
fn operations_of_the_reference_touch_and_see_only_what_they_declare() {
    operations::keep_to_their_access(reference, |_, _| true);
}

#[test]
fn the_reference_may_be_advanced_in_pieces_and_stops_at_faults() {
    whole::pieces_change_nothing(reference, whole::learners_and_loops());
    whole::faults_stop_learning(reference);
}

#[test]
fn on_the_reference_a_sparse_circuit_is_exactly_the_dense_one_with_zeros() {
    sparse::equals_the_dense_one(&reference, 0.0);
}

/// The CPU engine with some threads.
fn cpu(plan: Plan, threads: usize) -> Box<dyn Engine> {
    Box::new(CpuEngine::open(plan, threads).expect("threads start"))
}

suite! {
    cpu_1_thread => |plan| cpu(plan, 1);
    cpu_2_threads => |plan| cpu(plan, 2);
    cpu_7_threads => |plan| cpu(plan, 7);
}
