//! Backpropagation is the derivative of the loss.

use crate::problem::Problem;
use crate::texts::{Mlp, convolutional};

const ACTIVATIONS: [&str; 7] = [
    "identity",
    "relu",
    "leaky_relu(slope: 0.1)",
    "tanh",
    "sigmoid",
    "softplus",
    "threshold_linear(threshold: 0.2, gain: 1.5)",
];

#[test]
fn backprop_is_the_finite_difference_of_the_mean_loss() {
    for activation in ACTIVATIONS {
        for (loss, output_activation) in [("squared", activation), ("cross_entropy", "identity")] {
            let hidden = vec![5, 4, 6];
            let credit = "backprop()".into();
            let mlp = Mlp { hidden, activation, output_activation, loss, credit, replicas: 3, ..Mlp::default() };
            let problem = Problem::new(mlp, 3);
            is_the_finite_difference(&problem, &format!("{activation}, {loss}"));
        }
    }
}

#[test]
fn kernels_have_the_finite_difference_of_the_mean_loss() {
    let text = convolutional("backprop()", 3, "plasticity(optimizer: sgd(rate: 1.0))");
    is_the_finite_difference(&Problem::of(&text, 3), "convolutions");
}

fn is_the_finite_difference(problem: &Problem, what: &str) {
    let mut engine = problem.open();
    problem.mean_loss(&mut engine);
    let found = problem.gradients(&engine);
    for ((id, _), (found, expected)) in problem.parameters.iter().zip(found.iter().zip(problem.finite_differences())) {
        let norm = expected.iter().map(|g| g * g).sum::<f64>().sqrt();
        let error = found.iter().zip(&expected).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
        let name = &problem.plan.buffer(*id).name;
        assert!(norm > 1e-3, "{what}: the gradient of {name} says something");
        assert!(error < 1e-6 * norm, "{what}: {name} is off by {error:e} of {norm:e}");
    }
}
