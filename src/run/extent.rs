//! How much is looked at where nothing is said: of activity, of manifolds, of Jacobians. It decides what measuring costs, in time
//! and in memory, and is known before a session is opened.

use crate::circuit::Circuit;
use crate::plan::Plan;
use crate::task::TaskShape;

/// Trials without a fixed number are evaluated on this many.
pub const ENDLESS_TEST_TRIALS: u64 = 1000;
/// Trials of many steps whose credit is measured take time and memory: no more of them than this.
pub const MOST_TRIALS_THROUGH_TIME: usize = 16;

/// Rows of activity that are looked at where nothing is said.
pub const ROWS: usize = 1_000;
/// Rows at the end of a run, where a look must cost little.
pub const ROWS_AFTER_A_RUN: usize = 128;
/// Of a trial of many steps, no more than this many are samples of the manifold.
pub const STEPS: usize = 8;
/// Jacobians that are looked at where the credit is not measured.
pub const JACOBIANS: usize = 64;

/// Leading components whose drift is followed: as many as hold 95 % of the variance, and no more than this.
pub const FOLLOWED: usize = 8;
/// Components of a manifold that is analysed, at most.
pub const LEADING: usize = 64;

/// Paths of many steps.
const PATHS: usize = 24;
/// Steps of a path.
const PATH_STEPS: usize = 200;
/// Trials of one step: a point each.
const POINTS: usize = 300;
/// Numbers that are kept for pictures, about: in large circuits, paths have fewer points.
const NUMBERS: usize = 8 << 20;

/// Trials, and steps of each, that about `rows` rows of activity are taken from: no more than `steps` steps.
pub fn samples(plan: &Plan, rows: usize, steps: usize) -> (usize, usize) {
    let steps = plan.evaluate.as_ref().map_or(1, |program| program.steps).min(steps);
    ((rows / steps).max(1), steps)
}

/// Trials whose paths are drawn, and steps of each.
pub fn paths(circuit: &Circuit, shape: &TaskShape) -> (usize, usize) {
    let sizes = circuit.populations.0.iter().filter_map(|(_, neuron)| Some(neuron.rate()?.size));
    let rows = NUMBERS / sizes.sum::<usize>().max(1);
    match shape.steps {
        1 => (rows.clamp(PATHS, POINTS), 1),
        steps => (PATHS, (rows / PATHS).clamp(2, PATH_STEPS).min(steps)),
    }
}

/// The most test trials that are evaluated at once: what the circuit says, or as many as it takes to look at `rows` rows of
/// activity and to draw paths.
pub fn evaluated(circuit: &Circuit, plan: &Plan, rows: usize) -> u64 {
    let all = circuit.task.holdings().test_trials.unwrap_or(ENDLESS_TEST_TRIALS);
    let (samples, _) = samples(plan, rows, STEPS);
    let (paths, _) = paths(circuit, &circuit.task.shape(circuit.dt));
    circuit.run.evaluate_trials.unwrap_or(u64::MAX).max(samples.max(paths) as u64).min(all)
}

/// Test trials that the credit is measured on.
pub fn credit_trials(circuit: &Circuit, plan: &Plan) -> usize {
    let most = if plan.learn.steps > 1 { MOST_TRIALS_THROUGH_TIME } else { usize::MAX };
    circuit.run.credit_trials.min(most)
}
