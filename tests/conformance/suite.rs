//! What every engine passes: operations, whole circuits, learning, determinism.

/// A module of tests for each engine: its name, a condition under which there is one, and how it is opened.
macro_rules! suite {
    ($($name:ident $(if $there:expr)? => $open:expr;)*) => {$(
        mod $name {
            use super::*;

            #[test]
            fn every_operation_agrees_with_the_reference() {
                $(if !$there {
                    return;
                })?
                operations::agree($open, |_, _| true);
            }

            #[test]
            fn operations_touch_and_see_only_what_they_declare() {
                $(if !$there {
                    return;
                })?
                operations::keep_to_their_access($open, |_, _| true);
            }

            #[test]
            fn circuits_that_learn_follow_the_reference_for_20_updates() {
                $(if !$there {
                    return;
                })?
                whole::learning_follows_the_reference($open);
            }

            #[test]
            fn a_recurrent_circuit_follows_the_reference_for_100_steps() {
                $(if !$there {
                    return;
                })?
                whole::simulation_follows_the_reference($open);
            }

            #[test]
            fn a_sparse_circuit_is_the_dense_one_with_zeros() {
                $(if !$there {
                    return;
                })?
                sparse::equals_the_dense_one(&$open, 1e-4);
            }

            #[test]
            fn signs_hold_while_circuits_learn() {
                $(if !$there {
                    return;
                })?
                dale::holds_while_circuits_learn(&$open);
            }

            #[test]
            fn advancing_in_pieces_changes_no_bit() {
                $(if !$there {
                    return;
                })?
                whole::pieces_change_nothing($open, whole::learners_and_loops());
            }

            #[test]
            fn another_seed_gives_another_run() {
                $(if !$there {
                    return;
                })?
                whole::seeds_differ($open);
            }

            #[test]
            fn a_loss_that_is_not_finite_stops_the_step_before_it_learns() {
                $(if !$there {
                    return;
                })?
                whole::faults_stop_learning($open);
            }

            #[test]
            fn manifold_noise_learns_digits() {
                $(if !$there {
                    return;
                })?
                whole::digits_are_learned($open);
            }
        }
    )*};
}
