//! See [`crate::plan::op::OutputError`].

use super::execute::NotFinite;
use super::machine::{Machine, Moment};
use crate::circuit::Loss;
use crate::plan::op::OutputError;

pub fn output_error(op: &OutputError, m: &mut Machine, now: Moment) -> Result<(), NotFinite> {
    let cols = op.output.cols;
    let first = now.clock.answer(now.program) * op.replicas;
    let mut error = op.error.map(|view| m.store.take(view.buffer));
    let mut losses = m.store.take(op.losses);
    let targets = &m.store.get(op.targets)[first * cols..(first + op.replicas) * cols];
    let weights = op.weights.map(|id| &m.store.get(id)[first..first + op.replicas]);
    let begins = weights.is_none() || now.clock.step_in_trial(now.program) == 0;
    let place = op.error.map_or(0, |view| view.elements_at(now.clock.step).start);
    let output = m.store.view(op.output, now.clock.step);
    for (row, loss) in losses.iter_mut().enumerate() {
        let replica = row % op.replicas;
        let target = &targets[replica * cols..(replica + 1) * cols];
        let error = error.as_mut().filter(|_| row < op.replicas);
        let error = error.map(|e| &mut e[place + replica * cols..][..cols]);
        let weight = weights.map_or(1.0, |weights| weights[replica]);
        let before = if begins { 0.0 } else { *loss };
        *loss = before + (f64::from(weight) * row_loss(op.loss, output.row(row), target, weight, error)) as f32;
    }
    // Learning from a loss that is not a number would spread it over every weight.
    let finite = losses.iter().all(|loss| loss.is_finite());
    m.store.put(op.losses, losses);
    if let (Some(view), Some(error)) = (op.error, error) {
        m.store.put(view.buffer, error);
    }
    if finite { Ok(()) } else { Err(NotFinite) }
}

/// The loss of one row, summed in f64: node perturbation lives on differences of losses.
fn row_loss(loss: Loss, y: &[f32], target: &[f32], weight: f32, error: Option<&mut [f32]>) -> f64 {
    match loss {
        Loss::Squared => {
            if let Some(error) = error {
                error.iter_mut().zip(y.iter().zip(target)).for_each(|(e, (y, t))| *e = weight * (y - t));
            }
            y.iter().zip(target).map(|(y, t)| 0.5 * f64::from(y - t) * f64::from(y - t)).sum()
        }
        Loss::CrossEntropy => {
            let top = y.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let sum: f64 = y.iter().map(|y| f64::from(y - top).exp()).sum();
            let log_sum = sum.ln() + f64::from(top);
            if let Some(error) = error {
                for (e, (y, t)) in error.iter_mut().zip(y.iter().zip(target)) {
                    *e = weight * ((f64::from(*y) - log_sum).exp() - f64::from(*t)) as f32;
                }
            }
            y.iter().zip(target).map(|(y, t)| f64::from(*t) * (log_sum - f64::from(*y))).sum()
        }
    }
}
