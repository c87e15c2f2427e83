//! See [`crate::plan::op::OutputError`].

use super::execute::Moment;
use super::matrix::Matrix;
use super::memory::Memory;
use crate::circuit::Loss;
use crate::plan::op::OutputError;

/// `false` if a loss is not finite.
pub fn output_error(op: &OutputError, memory: &mut Memory, now: Moment) -> bool {
    let output = memory.view(op.output, now.step());
    let first = now.clock.answer(now.program) * op.replicas;
    let targets = memory.rows(op.targets, first, op.replicas);
    let weights = op.weights.map(|id| memory.rows(id, first, op.replicas));
    let begins = weights.is_none() || now.step_in_trial() == 0;
    let mut losses = Matrix::from_fn(output.rows, 1, |_, _| 0.0);
    if !begins {
        losses = memory.whole(op.losses);
    }
    let mut error = Matrix::from_fn(op.replicas, output.cols, |_, _| 0.0);
    for row in 0..output.rows {
        let target = targets.row(row % op.replicas);
        let (loss, gradient) = match op.loss {
            Loss::Squared => squared(output.row(row), target),
            Loss::CrossEntropy => cross_entropy(output.row(row), target),
        };
        let weight = weights.as_ref().map_or(1.0, |weights| weights[(row % op.replicas, 0)]);
        losses[(row, 0)] += weight * loss;
        if row < op.replicas {
            error.row_mut(row).iter_mut().zip(gradient).for_each(|(e, g)| *e = weight * g);
        }
    }
    memory.store(op.losses, &losses);
    if let Some(view) = op.error {
        memory.store_view(view, now.step(), &error);
    }
    losses.data.iter().all(|loss| loss.is_finite())
}

/// ½ Σ (y − t)² and y − t.
fn squared(y: &[f64], target: &[f64]) -> (f64, Vec<f64>) {
    let error: Vec<f64> = y.iter().zip(target).map(|(y, t)| y - t).collect();
    (0.5 * error.iter().map(|e| e * e).sum::<f64>(), error)
}

/// −Σ t log softmax(y) and softmax(y) − t.
fn cross_entropy(y: &[f64], target: &[f64]) -> (f64, Vec<f64>) {
    // Shifted by the largest y, so that no exponential overflows.
    let top = y.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let log_sum = top + y.iter().map(|y| (y - top).exp()).sum::<f64>().ln();
    let log_softmax: Vec<f64> = y.iter().map(|y| y - log_sum).collect();
    let loss = -log_softmax.iter().zip(target).map(|(l, t)| t * l).sum::<f64>();
    (loss, log_softmax.iter().zip(target).map(|(l, t)| l.exp() - t).collect())
}
