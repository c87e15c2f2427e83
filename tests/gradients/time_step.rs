//! The same problem in shorter steps: what is learned converges as dt does.

use crate::problem::Problem;

const PATTERN: (&str, usize) = (
    "pattern(wave: random, outputs: 3, period: 60.0, duration: 40.0, cue: 8.0, frozen: 2, hold: 8.0, seed: Some(3))",
    3,
);
const XOR: (&str, usize) = ("delayed_xor(pulse: 8.0, delay: 8.0, wait: 8.0, report: 8.0)", 1);

/// Both forms and both schemes, with loops that a step of any length closes.
fn gradient((task, outputs): (&str, usize), credit: &str, rule: &str, dt: f64) -> Vec<f64> {
    let problem = Problem::of_task(&format!(
        "Circuit(dt: {dt}, task: {task}, populations: {{
           \"in\": input,
           \"v\": rate(size: 6, tau: 10.0, initial: 0.2, bias: 0.1),
           \"r\": rate(size: 5, tau: uniform(8.0, 20.0), form: activity, scheme: euler, activation: sigmoid),
           \"out\": rate(size: {outputs}, tau: 5.0, activation: identity),
         }},
         projections: [
           (from: \"in\", to: \"v\"), (from: \"v\", to: \"v\", delay: 1), (from: \"v\", to: \"r\"),
           (from: \"r\", to: \"r\", delay: 1), (from: \"r\", to: \"v\", delay: 1),
           (from: \"v\", to: \"out\"), (from: \"r\", to: \"out\"),
         ],
         output: \"out\", loss: squared, credit: {credit},
         plasticity: plasticity(optimizer: sgd(rate: 1.0), rule: {rule}),
         run: run(replicas: 4, updates: 1))"
    ));
    problem.estimate().concat()
}

#[test]
fn gradients_converge_to_those_of_continuous_time_by_half_with_every_halving_of_dt() {
    for task in [PATTERN, XOR] {
        for (credit, rule) in [
            ("backprop()", "three_factor"),
            ("direct_feedback()", "three_factor"),
            ("direct_feedback()", "rflo"),
            ("direct_feedback()", "leaky_presynaptic"),
        ] {
            let steps = [0.5, 0.25, 0.125].map(|dt| gradient(task, credit, rule, dt));
            let norm = |x: &[f64]| x.iter().map(|x| x * x).sum::<f64>().sqrt();
            let apart = |a: &[f64], b: &[f64]| norm(&a.iter().zip(b).map(|(a, b)| a - b).collect::<Vec<f64>>());
            let (first, second) = (apart(&steps[0], &steps[1]), apart(&steps[1], &steps[2]));
            let size = norm(&steps[2]);
            println!("{} {credit} {rule}: {:.4} {:.4} of {size:e}", task.0, first / size, second / size);
            assert!(first < 0.2 * size, "{credit}, {rule}: the steps are short, {first:e} of {size:e}");
            let ratio = second / first;
            assert!((0.4..0.6).contains(&ratio), "{credit}, {rule}: the difference shrinks to {ratio}");
        }
    }
}
