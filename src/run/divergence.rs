//! Which value went wrong first.

use crate::engine::{Engine, Fault};
use crate::error::Divergence;
use crate::plan::{BufferId, Plan, Role, Which};

/// The first value that is not finite, in the order of computation of the faulty step: parameters first, then what each
/// operation wrote.
pub fn find(plan: &Plan, engine: &dyn Engine, fault: Fault) -> Divergence {
    let program = &plan.learn;
    let parameters = (0..plan.buffers.len()).map(BufferId).filter(|&id| plan.buffer(id).role == Role::Parameter);
    let written = program.ops.iter().flat_map(|op| op.work.access().written().collect::<Vec<_>>());
    let (update, step) = (fault.clock.update(program), fault.clock.step_in_trial(program));
    parameters.chain(written).find_map(|id| locate(plan, engine, id, update, step)).unwrap_or(Divergence {
        buffer: "learn.loss".into(),
        row: 0,
        column: 0,
        update,
        step,
    })
}

/// A value that is not finite among the activities of a circuit without a loss, after a chunk of steps.
pub fn in_activity(plan: &Plan, engine: &dyn Engine) -> Option<Divergence> {
    if plan.learn.losses.is_some() {
        return None;
    }
    let clock = engine.clock(Which::Learn);
    let (update, step) = (clock.update(&plan.learn), clock.step_in_trial(&plan.learn));
    let activities = plan.populations.iter().map(|population| population.activity.buffer);
    activities.into_iter().find_map(|id| locate(plan, engine, id, update, step))
}

fn locate(plan: &Plan, engine: &dyn Engine, id: BufferId, update: u64, step: usize) -> Option<Divergence> {
    let buffer = plan.buffer(id);
    let mut values = vec![0.0; buffer.len()];
    engine.read(id, 0, &mut values);
    let at = values.iter().position(|x| !x.is_finite())?;
    Some(Divergence { buffer: buffer.name.clone(), row: at / buffer.cols, column: at % buffer.cols, update, step })
}
