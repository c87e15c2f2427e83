//! How much there is to do in a step.

use super::op::Work;
use super::{BufferId, Op, Plan, Program, StructureId, When};

/// Multiply-adds of the matrix products in one step of a program: nearly all of its work.
pub fn multiply_adds(plan: &Plan, program: &Program) -> u64 {
    let elements = |id: BufferId| plan.buffer(id).len() as u64;
    let products = |id: StructureId| plan.structure(id).products();
    let of = |work: &Work| match work {
        Work::Propagate(op) => op.from.rows as u64 * products(op.structure),
        Work::Backward(op) => op.replicas as u64 * products(op.structure),
        Work::Learn(op) => op.activity.rows as u64 * products(op.structure),
        Work::LearnEligible(op) => {
            let structure = plan.structure(op.structure);
            op.replicas as u64 * (structure.post() * structure.pre()) as u64
        }
        Work::Estimate(op) => op.draws as u64 * (op.feedback.rows * op.feedback.cols) as u64,
        Work::Perturb(op) => op.draws as u64 * op.basis.map_or(0, elements),
        Work::Broadcast(op) => {
            op.replicas as u64
                * ((op.feedback.rows * op.feedback.cols) as u64 + op.basis.map_or(0, |(basis, _)| elements(basis)))
        }
        Work::Reward(op) => op.replicas as u64 * op.basis.map_or(0, |(basis, _)| elements(basis)),
        _ => 0,
    };
    // What is done once a trial counts for one step of it.
    let share = |op: &Op| match op.when {
        When::Step | When::Backward => of(&op.work),
        When::TrialStart | When::TrialEnd => of(&op.work) / program.steps as u64,
    };
    program.ops.iter().map(share).sum()
}
