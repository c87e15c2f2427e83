//! Which value went wrong first.

use crate::engine::{Engine, Fault};
use crate::error::Divergence;
use crate::plan::{BufferId, Plan, Program, Role, Which};

/// Where to look, and what to say of when.
struct Search<'a> {
    plan: &'a Plan,
    engine: &'a dyn Engine,
    update: u64,
    step: usize,
    evaluating: bool,
}

/// The first value that is not finite, in the order of computation of the faulty step of learning: parameters first, then what
/// each operation wrote.
pub fn in_learning(plan: &Plan, engine: &dyn Engine, fault: Fault) -> Divergence {
    let (update, step) = (fault.clock.update(&plan.learn), fault.clock.step_in_trial(&plan.learn));
    Search { plan, engine, update, step, evaluating: false }.in_order(&plan.learn, "learn.loss")
}

/// The same of a step of `program` that evaluates.
pub fn in_evaluation(plan: &Plan, engine: &dyn Engine, program: &Program, fault: Fault) -> Divergence {
    let (update, step) = (engine.clock(Which::Learn).update(&plan.learn), fault.clock.step_in_trial(program));
    Search { plan, engine, update, step, evaluating: true }.in_order(program, "evaluate.loss")
}

/// A value that is not finite among the activities of a circuit without a loss, after a chunk of steps.
pub fn in_activity(plan: &Plan, engine: &dyn Engine) -> Option<Divergence> {
    if plan.learn.losses.is_some() {
        return None;
    }
    let activities = plan.populations.iter().map(|population| population.activity.buffer);
    Search::after_learning(plan, engine).among(activities)
}

/// A value that is not finite among what a run needs to go on: a loss may be finite all the same, where a neuron saturates.
pub fn in_saved(plan: &Plan, engine: &dyn Engine) -> Option<Divergence> {
    let saved = |id: &BufferId| matches!(plan.buffer(*id).role, Role::Parameter | Role::Memory);
    Search::after_learning(plan, engine).among((0..plan.buffers.len()).map(BufferId).filter(saved))
}

impl<'a> Search<'a> {
    fn after_learning(plan: &'a Plan, engine: &'a dyn Engine) -> Search<'a> {
        let clock = engine.clock(Which::Learn);
        let (update, step) = (clock.update(&plan.learn), clock.step_in_trial(&plan.learn));
        Search { plan, engine, update, step, evaluating: false }
    }

    fn in_order(&self, program: &Program, otherwise: &str) -> Divergence {
        let parameter = |id: &BufferId| self.plan.buffer(*id).role == Role::Parameter;
        let parameters = (0..self.plan.buffers.len()).map(BufferId).filter(parameter);
        let written = program.ops.iter().flat_map(|op| op.work.access().written().collect::<Vec<_>>());
        self.among(parameters.chain(written)).unwrap_or_else(|| self.divergence(otherwise, 0, 0))
    }

    fn among(&self, buffers: impl IntoIterator<Item = BufferId>) -> Option<Divergence> {
        buffers.into_iter().find_map(|id| {
            let buffer = self.plan.buffer(id);
            let mut values = vec![0.0; buffer.len()];
            self.engine.read(id, 0, &mut values);
            let at = values.iter().position(|x| !x.is_finite())?;
            Some(self.divergence(&buffer.name, at / buffer.cols, at % buffer.cols))
        })
    }

    fn divergence(&self, buffer: &str, row: usize, column: usize) -> Divergence {
        let &Search { update, step, evaluating, .. } = self;
        Divergence { buffer: buffer.into(), row, column, update, step, evaluating }
    }
}
