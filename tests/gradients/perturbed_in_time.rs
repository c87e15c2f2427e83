//! Credit from the loss of a whole trial: noise on neurons at every step, or on weights, estimates the derivative through
//! time; and mutants that do not.

use crate::node_perturbation::greatest_z;
use crate::problem::Problem;
use trifactor::engine::Engine;
use trifactor::plan::{BufferId, Plan, Which, Work};

const UPDATES: usize = 8000;
/// Far below the curvature's scale, and far above rounding in f64: see `node_perturbation.rs`.
const NODES: &str = "node_perturbation(noise: (sigma: 0.0001))";
const WEIGHTS: &str = "weight_perturbation(sigma: 0.0001)";
const TEACHER: &str = "teacher(inputs: 4, outputs: 3, rank: 4, duration: 5.0)";
/// An answer at every step.
const PATTERN: &str = "pattern(wave: random, outputs: 3, duration: 5.0, period: 12.0, cue: 2.0, frozen: 3, hold: 2.0)";

/// Leaks in both forms, loops, and a delay.
fn circuit(task: &str, credit: &str) -> Problem {
    let text = format!(
        "Circuit(task: {task}, populations: {{
           \"in\": input,
           \"v\": rate(size: 4, tau: 4.0, initial: 0.2, bias: 0.1),
           \"r\": rate(size: 3, tau: uniform(2.0, 6.0), form: activity, activation: sigmoid),
           \"out\": rate(size: 3, activation: identity),
         }},
         projections: [
           (from: \"in\", to: \"v\"), (from: \"v\", to: \"v\", delay: 1), (from: \"v\", to: \"r\"),
           (from: \"r\", to: \"r\", delay: 1), (from: \"r\", to: \"v\", delay: 2),
           (from: \"v\", to: \"out\"), (from: \"r\", to: \"out\"),
         ],
         loss: squared, credit: {credit}, plasticity: plasticity(optimizer: sgd(rate: 1.0)),
         run: run(replicas: 2, updates: 1))"
    );
    if task == TEACHER { Problem::of(&text, 2) } else { Problem::of_task(&text) }
}

/// The gradients of hidden parameters in one vector: weights, and biases where they learn.
fn hidden(problem: &Problem, gradients: Vec<Vec<f64>>, biases: bool) -> Vec<f64> {
    let name = |id: BufferId| problem.plan.buffer(id).name.as_str();
    let wanted = |id: BufferId| !name(id).ends_with("out") && (biases || !name(id).starts_with("bias"));
    let both = problem.parameters.iter().zip(gradients);
    both.filter(|((id, _), _)| wanted(*id)).flat_map(|(_, gradient)| gradient).collect()
}

/// How far the mean of many updates' estimates lies from backpropagation through time, in standard errors.
fn z_of(task: &str, credit: &str, edit: impl Fn(&mut Plan)) -> f64 {
    let biases = credit == NODES;
    let exact = circuit(task, "backprop()");
    let exact = hidden(&exact, exact.estimate(), biases);
    assert!(exact.iter().all(|g| g.abs() > 1e-9), "every gradient says something");
    // Beside each component, the one along the gradient: it tells a factor of a tenth apart.
    let norm = exact.iter().map(|g| g * g).sum::<f64>().sqrt();
    let along = |estimate: &[f64]| estimate.iter().zip(&exact).map(|(e, g)| e * g / norm).sum::<f64>();
    let with_along = |estimate: Vec<f64>| [&estimate[..], &[along(&estimate)]].concat();
    let mut problem = circuit(task, credit);
    edit(&mut problem.plan);
    let mut engine = problem.open();
    let one = |_| {
        problem.reset(&mut engine);
        engine.advance(Which::Learn, problem.plan.learn.steps as u64).expect("a finite loss");
        with_along(hidden(&problem, problem.gradients(&engine), biases))
    };
    let estimates: Vec<Vec<f64>> = (0..UPDATES).map(one).collect();
    let z = greatest_z(&estimates, &with_along(exact.clone()));
    println!("{credit} on {task}: {z} standard errors in {} parameters", exact.len());
    z
}

#[test]
fn node_perturbation_through_time_is_backprop_through_time_on_average() {
    // The largest of 70 standard normal numbers exceeds 4.5 once in 2000 seeds.
    for task in [TEACHER, PATTERN] {
        let z = z_of(task, NODES, |_| {});
        assert!(z < 4.5, "{task}: {z} standard errors");
    }
}

#[test]
fn weight_perturbation_is_backprop_through_time_on_average() {
    for task in [TEACHER, PATTERN] {
        let z = z_of(task, WEIGHTS, |_| {});
        assert!(z < 4.5, "{task}: {z} standard errors");
    }
}

#[test]
fn mutant_noise_that_lasts_from_step_to_step_is_found_out() {
    let filtered = |plan: &mut Plan| {
        for op in &mut plan.learn.ops {
            if let Work::Draw(draw) = &mut op.work {
                draw.keep = 0.7;
            }
        }
    };
    assert!(z_of(TEACHER, NODES, filtered) > 10.0);
}

#[test]
fn mutant_weights_perturbed_by_a_tenth_more_than_is_said_are_found_out() {
    let more = |plan: &mut Plan| {
        for op in &mut plan.learn.ops {
            if let Work::PerturbWeights(perturb) = &mut op.work {
                perturb.scale *= 1.1;
            }
        }
    };
    assert!(z_of(TEACHER, WEIGHTS, more) > 5.0);
}

#[test]
fn mutant_sigma_for_its_square_is_found_out_in_weight_perturbation() {
    let over_sigma = |plan: &mut Plan| {
        for op in &mut plan.learn.ops {
            if let Work::LearnByLoss(learn) = &mut op.work {
                learn.scale *= 1e-4;
            }
        }
    };
    assert!(z_of(TEACHER, WEIGHTS, over_sigma) > 10.0);
}

#[test]
fn mutant_loss_of_the_last_step_for_that_of_the_trial_is_found_out() {
    // Weights of the answers are part of the loss: with those of the last step alone, the estimate is of another loss.
    let exact = circuit(PATTERN, "backprop()");
    let mut last = exact.clone();
    let (replicas, steps) = (exact.plan.learn.replicas, exact.plan.learn.steps);
    let weigh = |(row, weight): (usize, &mut f64)| *weight = f64::from(row / replicas % steps + 1 == steps);
    last.weights.iter_mut().enumerate().for_each(weigh);
    let (exact, last) = (hidden(&exact, exact.estimate(), true), hidden(&last, last.estimate(), true));
    let distance = exact.iter().zip(&last).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
    assert!(distance > 0.1 * exact.iter().map(|g| g * g).sum::<f64>().sqrt());
}
