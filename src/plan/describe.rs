//! The plan as text: what `trifactor explain` prints.

use super::memory;
use super::{BufferId, Plan, Program, When, work};

/// The compiled plan: buffers, then each program's operations with what they set, add to, read and update.
pub fn describe(plan: &Plan) -> String {
    let mut out = String::new();
    out += &format!("buffers: {}\n", memory::human(memory::total(&memory::parts(plan))));
    let width = plan.buffers.iter().map(|b| b.name.chars().count()).max().unwrap_or(0);
    for b in &plan.buffers {
        let shape = format!("{} × {}", b.rows, b.cols);
        let role = format!("{:?}", b.role).to_lowercase();
        out += &format!("  {:width$}  {shape:>15}  {role:<9}  {}\n", b.name, memory::human(b.bytes()));
    }
    out += &synapses(plan);
    out += &program(plan, &plan.learn);
    if let Some(evaluate) = &plan.evaluate {
        out += &program(plan, evaluate);
    }
    out
}

/// Projections that do not have every synapse.
fn synapses(plan: &Plan) -> String {
    if plan.lists().next().is_none() {
        return String::new();
    }
    let mut out = String::from("\nsynapses\n");
    let width = plan.lists().map(|t| t.name.chars().count()).max().unwrap_or(0);
    for t in plan.lists() {
        let (percent, mean) = (100.0 * t.density(), t.synapses as f64 / t.post as f64);
        out += &format!("  {:width$}  {} of {} × {} ({percent:.3} %), ", t.name, t.synapses, t.post, t.pre);
        out += &format!("{mean:.1} a neuron, {}\n", memory::human(t.bytes()));
    }
    out
}

fn program(plan: &Plan, program: &Program) -> String {
    let Program { name, replicas, steps, .. } = program;
    let millions = work::multiply_adds(plan, program) as f64 / 1e6;
    let mut out = format!("\nprogram {name}: {replicas} replicas, {steps} step(s) a trial, ");
    out += &format!("{millions:.1} million multiply-adds a step\n");
    for (i, op) in program.ops.iter().enumerate() {
        let when = match op.when {
            When::Step => "",
            When::TrialStart => " (at the start of a trial)",
            When::TrialEnd => " (at the end of a trial)",
            When::Backward => " (back through the trial)",
        };
        out += &format!("{:>4}  {} {}{when}\n", i + 1, op.work.name(), op.label);
        let access = op.work.access();
        for (verb, ids) in
            [("sets", &access.sets), ("incs", &access.incs), ("reads", &access.reads), ("updates", &access.updates)]
        {
            if !ids.is_empty() {
                out += &format!("      {verb:<8}{}\n", names(plan, ids));
            }
        }
    }
    out
}

fn names(plan: &Plan, ids: &[BufferId]) -> String {
    ids.iter().map(|&id| plan.buffer(id).name.as_str()).collect::<Vec<_>>().join(", ")
}
