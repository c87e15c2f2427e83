//! Answers at every step: the gradient is that of the weighted loss, and weights that move at every step move, to first
//! order in the rate, by the same sums as once a trial.

use crate::problem::Problem;
use crate::texts::Recurrent;
use crate::through_time::{NEURONS, RATE_1, RULES, assert_close};

const FLIP_FLOP: &str = "flip_flop(bits: 3, probability: 0.3, duration: 9.0)";
const XOR: &str = "delayed_xor(pulse: 2.0, delay: 1.0, wait: 2.0, report: 3.0)";
const PATTERN: &str = "pattern(wave: random, outputs: 2, period: 30.0, duration: 9.0, cue: 3.0, frozen: 2, hold: 2.0)";

#[test]
fn backprop_through_time_is_the_finite_difference_of_the_weighted_loss() {
    for (task, outputs) in [(FLIP_FLOP, 3), (XOR, 1), (PATTERN, 2)] {
        for neurons in NEURONS {
            let credit = "backprop()".into();
            let circuit = Recurrent { neurons, task, outputs, credit, plasticity: RATE_1, ..Recurrent::default() };
            let problem = Problem::of_task(&circuit.text());
            let sum: f64 = problem.weights.iter().sum::<f64>() / problem.plan.learn.chunk as f64;
            assert!((sum - problem.plan.learn.replicas as f64).abs() < 1e-5, "the weights of a trial have the sum 1");
            assert_close(
                &problem,
                &problem.estimate(),
                &problem.finite_differences(),
                1e-6,
                &format!("{neurons}, {task}"),
            );
        }
    }
}

#[test]
fn mutant_weights_that_do_not_weigh_are_found_out() {
    let credit = "backprop()".into();
    let circuit = Recurrent { task: XOR, outputs: 1, credit, plasticity: RATE_1, ..Recurrent::default() };
    let weighted = Problem::of_task(&circuit.text());
    let mut even = weighted.clone();
    even.weights.fill(1.0 / weighted.plan.learn.steps as f64);
    for (a, b) in weighted.estimate().iter().zip(even.estimate()) {
        let distance = a.iter().zip(&b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
        assert!(distance > 0.05 * a.iter().map(|g| g * g).sum::<f64>().sqrt());
    }
}

/// The update over its rate.
fn moved(neurons: &'static str, rule: &str, timing: &str, rate: f64) -> Vec<f64> {
    let plasticity = format!("plasticity(optimizer: sgd(rate: {rate:e}), rule: {rule}, timing: {timing})").leak();
    let credit = "direct_feedback()".into();
    let circuit = Recurrent { neurons, task: FLIP_FLOP, credit, plasticity, ..Recurrent::default() };
    let problem = Problem::of_task(&circuit.text());
    problem.estimate().concat().into_iter().map(|change| change / rate).collect()
}

#[test]
fn weights_that_move_at_every_step_move_by_the_sums_of_the_trial_to_first_order_in_the_rate() {
    for neurons in NEURONS {
        for rule in RULES {
            let per_trial = moved(neurons, rule, "per_trial", 1.0);
            let norm = per_trial.iter().map(|g| g * g).sum::<f64>().sqrt();
            let apart = |rate: f64| {
                let online = moved(neurons, rule, "online", rate);
                online.iter().zip(&per_trial).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt() / norm
            };
            // Small enough that no neuron crosses the kink of its activation in one and not in the other.
            let (coarse, fine) = (apart(1e-4), apart(1e-5));
            assert!(coarse > 1e-5 && coarse < 1e-2, "{neurons}, {rule}: {coarse:e}");
            // A tenth, but for the second order, a share of the first as large as the distance itself.
            assert!((fine / coarse - 0.1).abs() < 0.1 * 1e-2, "{neurons}, {rule}: {coarse:e}, {fine:e}");
        }
    }
}
