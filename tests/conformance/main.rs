//! One suite that every engine passes: operations, whole circuits, learning, determinism.
//!
//! A new engine is one line below. The reference itself is held to what needs no other measure.

mod corpus;
mod dale;
mod fill;
mod operations;
#[path = "../support/session.rs"]
mod session;
mod sparse;
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
    operations::keep_to_their_access(reference);
}

#[test]
fn the_reference_may_be_advanced_in_pieces_and_stops_at_faults() {
    whole::pieces_change_nothing(reference);
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

macro_rules! suite {
    ($($name:ident = $open:expr;)*) => {$(
        mod $name {
            use super::*;

            #[test]
            fn every_operation_agrees_with_the_reference() {
                operations::agree($open);
            }

            #[test]
            fn operations_touch_and_see_only_what_they_declare() {
                operations::keep_to_their_access($open);
            }

            #[test]
            fn circuits_that_learn_follow_the_reference_for_20_updates() {
                whole::learning_follows_the_reference($open);
            }

            #[test]
            fn a_recurrent_circuit_follows_the_reference_for_100_steps() {
                whole::simulation_follows_the_reference($open);
            }

            #[test]
            fn a_sparse_circuit_is_the_dense_one_with_zeros() {
                sparse::equals_the_dense_one(&$open, 1e-4);
            }

            #[test]
            fn signs_hold_while_circuits_learn() {
                dale::holds_while_circuits_learn(&$open);
            }

            #[test]
            fn advancing_in_pieces_changes_no_bit() {
                whole::pieces_change_nothing($open);
            }

            #[test]
            fn another_seed_gives_another_run() {
                whole::seeds_differ($open);
            }

            #[test]
            fn a_loss_that_is_not_finite_stops_the_step_before_it_learns() {
                whole::faults_stop_learning($open);
            }

            #[test]
            fn manifold_noise_learns_digits() {
                whole::digits_are_learned($open);
            }
        }
    )*};
}

suite! {
    cpu_1_thread = |plan| cpu(plan, 1);
    cpu_2_threads = |plan| cpu(plan, 2);
    cpu_7_threads = |plan| cpu(plan, 7);
}
