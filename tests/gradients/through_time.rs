//! Backpropagation through time is the derivative of the loss, and local eligibilities are what theory says of them.

use crate::problem::Problem;
use crate::session;
use crate::texts::Recurrent;
use trifactor::analysis::rtrl;

pub const RATE_1: &str = "plasticity(optimizer: sgd(rate: 1.0))";

/// Neurons of the second population: both forms, equal and spread time constants, and none.
pub const NEURONS: [&str; 5] = [
    "tau: uniform(3.0, 9.0), form: activity, scheme: euler, activation: sigmoid",
    "tau: log_uniform(3.0, 30.0), activation: softplus",
    "tau: 4.0, form: activity, activation: tanh, initial: 0.3",
    "tau: 4.0, noise: 0.1, shared_noise: 0.1",
    "tau: instant, activation: threshold_linear(threshold: -0.2, gain: 1.5)",
];

fn gradients(circuit: Recurrent) -> (Problem, Vec<Vec<f64>>) {
    let problem = Problem::of(&Recurrent { plasticity: RATE_1, ..circuit }.text(), 3);
    let mut engine = problem.open();
    problem.mean_loss(&mut engine);
    let found = problem.gradients(&engine);
    (problem, found)
}

pub fn assert_close(problem: &Problem, found: &[Vec<f64>], expected: &[Vec<f64>], tolerance: f64, what: &str) {
    for ((id, _), (found, expected)) in problem.parameters.iter().zip(found.iter().zip(expected)) {
        let norm = expected.iter().map(|g| g * g).sum::<f64>().sqrt();
        let error = found.iter().zip(expected).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
        let name = &problem.plan.buffer(*id).name;
        assert!(norm > 1e-4, "{what}: the gradient of {name} says something");
        assert!(error < tolerance * norm, "{what}: {name} is off by {error:e} of {norm:e}");
    }
}

#[test]
fn backprop_through_time_is_the_finite_difference_of_the_mean_loss() {
    for neurons in NEURONS {
        for (loss, readout) in [("squared", "tau: 4.0"), ("cross_entropy", "activation: identity")] {
            let circuit = Recurrent { neurons, loss, readout, credit: "backprop()".into(), ..Recurrent::default() };
            let (problem, found) = gradients(circuit);
            assert_close(&problem, &found, &problem.finite_differences(), 1e-6, &format!("{neurons}, {loss}"));
        }
    }
}

/// Neurons whose eligibilities remember in every way there is.
pub const RULES: [&str; 4] = ["three_factor", "leaky_presynaptic", "rflo", "present_only"];

#[test]
fn weights_that_move_at_every_step_move_by_the_same_sums_as_once_a_trial() {
    // With one answer at the end of the trial, both move weights once: by the same sums, in another order.
    for neurons in NEURONS {
        for rule in RULES {
            let with = |timing: &str| {
                let rule = format!("plasticity(optimizer: sgd(rate: 1.0), rule: {rule}, timing: {timing})");
                let credit = "direct_feedback()".into();
                let problem = Problem::of(
                    &Recurrent { neurons, credit, plasticity: rule.leak(), ..Recurrent::default() }.text(),
                    3,
                );
                let mut engine = problem.open();
                problem.mean_loss(&mut engine);
                let found = problem.gradients(&engine);
                (problem, found)
            };
            let ((problem, per_trial), (_, online)) = (with("per_trial"), with("online"));
            // Scales of noise and leaks are single precision: the two forms round them apart.
            assert_close(&problem, &online, &per_trial, 1e-6, &format!("{neurons}, {rule}"));
        }
    }
}

#[test]
fn rules_differ_where_neurons_remember() {
    let of = |rule: &str| {
        let rule = format!("plasticity(optimizer: sgd(rate: 1.0), rule: {rule})");
        let credit = "direct_feedback()".into();
        let problem = Problem::of(&Recurrent { credit, plasticity: rule.leak(), ..Recurrent::default() }.text(), 3);
        let mut engine = problem.open();
        problem.mean_loss(&mut engine);
        problem.gradients(&engine).concat()
    };
    let all = RULES.map(of);
    for (a, b) in [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)] {
        let difference: f64 = all[a].iter().zip(&all[b]).map(|(x, y)| (x - y).powi(2)).sum();
        assert!(difference.sqrt() > 1e-3, "{} and {}", RULES[a], RULES[b]);
    }
}

#[test]
fn real_time_recurrent_learning_is_backprop_through_time() {
    for neurons in NEURONS.into_iter().filter(|neurons| !neurons.contains("noise")) {
        for loss in ["squared", "cross_entropy"] {
            let readout = if loss == "squared" { "tau: 4.0" } else { "activation: identity" };
            let (credit, replicas) = ("backprop()".into(), 1);
            let circuit =
                Recurrent { neurons, loss, readout, credit, replicas, plasticity: RATE_1, ..Recurrent::default() };
            let circuit = session::load(&circuit.text()).circuit;
            let (problem, backward) = {
                let readout = if loss == "squared" { "tau: 4.0" } else { "activation: identity" };
                gradients(Recurrent {
                    neurons,
                    loss,
                    readout,
                    credit: "backprop()".into(),
                    replicas,
                    ..Recurrent::default()
                })
            };
            let name = |id: trifactor::plan::BufferId| problem.plan.buffer(id).name.clone();
            let parameters = problem.parameters.iter().map(|(id, values)| (name(*id), values.clone())).collect();
            // The task holds its input through the trial and asks once, at the end.
            let steps = problem.plan.learn.steps;
            let inputs = problem.inputs[..4].repeat(steps);
            let targets = problem.targets[..3].repeat(steps);
            let mut weights = vec![0.0; steps];
            weights[steps - 1] = 1.0;
            let trial = rtrl::Trial { inputs: &inputs, targets: &targets, weights: &weights };
            let (_, forward) = rtrl::gradient(&circuit, &parameters, &trial);
            let forward: Vec<Vec<f64>> = problem.parameters.iter().map(|(id, _)| forward[&name(*id)].clone()).collect();
            assert_close(&problem, &forward, &backward, 1e-9, &format!("{neurons}, {loss}"));
        }
    }
}

/// A population with a linear readout; `loops` may close it on itself.
fn simple(steps: usize, loops: &str, credit: &str) -> (Problem, Vec<Vec<f64>>) {
    let problem = Problem::of(
        &format!(
            "Circuit(task: teacher(inputs: 4, outputs: 3, rank: 4, duration: {steps}.0),
               populations: {{
                 \"in\": input,
                 \"h\": rate(size: 6, tau: 5.0, activation: tanh),
                 \"out\": rate(size: 3, activation: identity),
               }},
               projections: [(from: \"in\", to: \"h\"), (from: \"h\", to: \"out\"), {loops}],
               loss: squared, credit: {credit}, plasticity: {RATE_1}, run: run(replicas: 3, updates: 1))"
        ),
        3,
    );
    let mut engine = problem.open();
    problem.mean_loss(&mut engine);
    let found = problem.gradients(&engine);
    (problem, found)
}

const LOOP: &str = "(from: \"h\", to: \"h\", delay: 1)";
const TRUE_FEEDBACK: &str = "backprop(through_time: false)";

#[test]
fn true_feedback_and_a_leaky_trace_are_exact_without_a_loop() {
    let (problem, exact) = simple(9, "", "backprop()");
    let (_, local) = simple(9, "", TRUE_FEEDBACK);
    assert_close(&problem, &local, &exact, 1e-12, "no loop");
}

#[test]
fn true_feedback_and_a_leaky_trace_are_exact_for_the_loop_itself_until_its_second_turn() {
    let recurrent = |problem: &Problem| {
        let is =
            |(id, _): &(trifactor::plan::BufferId, Vec<f64>)| problem.plan.buffer(*id).name == "weights.h_h_delay1";
        problem.parameters.iter().position(is).expect("there is a loop")
    };
    let cosine = |a: &[f64], b: &[f64]| {
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
    };
    for steps in [2, 3, 12] {
        let ((problem, exact), (_, local)) = (simple(steps, LOOP, "backprop()"), simple(steps, LOOP, TRUE_FEEDBACK));
        let at = recurrent(&problem);
        let (exact, local) = (&exact[at], &local[at]);
        let error = exact.iter().zip(local).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        if steps == 2 {
            assert!(error < 1e-14, "activity has gone round once: {error:e}");
        } else {
            assert!(error > 1e-6, "after {steps} steps the loop has been passed again");
            let cosine = cosine(exact, local);
            assert!(cosine > 0.5 && cosine < 1.0 - 1e-9, "{steps} steps: aligned, not equal: {cosine}");
        }
    }
}
