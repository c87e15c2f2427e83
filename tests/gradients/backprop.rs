//! Backpropagation is the derivative of the loss.

use crate::problem::Problem;
use crate::texts::Mlp;

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
            let mut engine = problem.open();
            problem.mean_loss(&mut engine);
            let found = problem.gradients(&engine);
            for ((id, _), (found, expected)) in
                problem.parameters.iter().zip(found.iter().zip(problem.finite_differences()))
            {
                let norm = expected.iter().map(|g| g * g).sum::<f64>().sqrt();
                let error = found.iter().zip(&expected).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
                let name = &problem.plan.buffer(*id).name;
                assert!(norm > 1e-3, "{activation}, {loss}: the gradient of {name} says something");
                assert!(error < 1e-6 * norm, "{activation}, {loss}: {name} is off by {error:e} of {norm:e}");
            }
        }
    }
}
