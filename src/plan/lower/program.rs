//! The two programs of a plan.

use super::builder::{Builder, CHUNK_BYTES};
use super::forward::Rows;
use super::views::Forward;
use super::{credit, forward, learning, probes};
use crate::circuit::Reset as ResetPolicy;
use crate::credit::ThirdFactor;
use crate::neuron::Rate;
use crate::plan::op::{Keep, OutputError, Record, Reset, Work};
use crate::plan::{Buffer, Initial, Op, PopulationPlan, Program, Role, View, When};
use crate::task::Answers;

/// Enough trials in a row that the host's part vanishes.
const MAX_CHUNK: usize = 64;
/// Evaluation runs at least this many trials side by side: enough to keep the matrix products busy.
const EVALUATE_REPLICAS: usize = 128;

/// Trials with everything the circuit does, learning included.
pub fn learn(b: &mut Builder) -> Program {
    let replicas = b.circuit.run.replicas;
    let rows = Rows::of(b, replicas);
    let (mut program, forward) = run_trials(b, "learn", rows, replicas);
    for i in 0..b.graph.count {
        b.populations.push(PopulationPlan {
            name: b.name(i).into(),
            activity: forward.activity[i],
            evaluated: None,
            state: forward.drive[i],
            evaluated_state: None,
            bias: b.biases[i],
            third_factor: None,
            feedback: None,
            feedback_off: None,
            sensitivity: None,
            basis: None,
            manifold: None,
        });
    }
    if b.has_targets && b.circuit.projections.iter().any(|p| p.plastic) {
        let deltas = credit::third_factors(b, &forward);
        learning::learn(b, &forward, &deltas);
        learning::track(b, &forward);
        reset_traces(b);
    }
    record(b, &mut program, &forward);
    probes::probes(b, &mut program, &forward);
    shrink(b, &program);
    program.ops = in_order(b);
    program
}

/// Traces and means begin every trial afresh, with everything else that is reset. Sums over a trial do whether or not
/// states are carried over.
fn reset_traces(b: &mut Builder) {
    let mut views = std::mem::take(&mut b.sums);
    if b.circuit.run.reset == ResetPolicy::Trial {
        views.append(&mut b.traces);
    }
    match b.ops.first_mut() {
        Some(Op { work: Work::Reset(reset), .. }) => reset.views.append(&mut views),
        _ if views.is_empty() => {}
        _ => b.ops.insert(0, reset_of(views)),
    }
}

fn reset_of(views: Vec<(View, f32)>) -> Op {
    Op { label: "trial".into(), when: When::TrialStart, work: Work::Reset(Reset { views }) }
}

/// In trials of several steps: first what is done at every step, then what is done when a trial has ended.
fn in_order(b: &mut Builder) -> Vec<Op> {
    let ops = std::mem::take(&mut b.ops);
    if !b.through_time {
        return ops;
    }
    let (mut now, then): (Vec<Op>, Vec<Op>) =
        ops.into_iter().partition(|op| matches!(op.when, When::TrialStart | When::Step));
    now.extend(then);
    now
}

/// Trials with fixed weights.
pub fn evaluate(b: &mut Builder) -> Program {
    let replicas = b.circuit.run.replicas.max(EVALUATE_REPLICAS);
    let (mut program, forward) = run_trials(b, "evaluate", Rows::narrow(b, replicas), replicas);
    for i in 0..b.graph.count {
        b.populations[i].evaluated = Some(forward.activity[i]);
        b.populations[i].evaluated_state = forward.drive[i];
    }
    record(b, &mut program, &forward);
    program.ops = in_order(b);
    program
}

/// Everything up to the loss.
fn run_trials(b: &mut Builder, name: &'static str, rows: Rows, replicas: usize) -> (Program, Forward) {
    let shape = b.circuit.task.shape(b.circuit.dt);
    let n_in: usize = shape.inputs.iter().product();
    let steps_given = if shape.held { 1 } else { shape.steps };
    let per_update = replicas.saturating_mul(4 * steps_given).saturating_mul(n_in).max(1);
    let chunk = (CHUNK_BYTES / per_update).clamp(1, MAX_CHUNK);
    let host = |b: &mut Builder, what: &str, rows: usize, cols: usize| {
        b.buffer(&format!("{name}.{what}"), rows, cols, Role::Host, Initial::Value(0.0))
    };
    let inputs = host(b, "inputs", chunk * steps_given * replicas, n_in);
    let answers = shape.target_rows();
    let targets = b.has_targets.then(|| host(b, "targets", chunk * answers * replicas, shape.outputs));
    let weights = targets.filter(|_| shape.answers == Answers::EveryStep);
    let weights = weights.map(|_| host(b, "weights", chunk * answers * replicas, 1));
    let by_kind = name == "learn" && matches!(b.third_factor, ThirdFactor::Surprise(_)) && b.circuit.task.kinds() > 1;
    let kinds = by_kind.then(|| host(b, "kinds", chunk * replicas, 1));
    b.kinds = kinds;
    let mut program = Program {
        name,
        ops: Vec::new(),
        replicas,
        steps: shape.steps,
        chunk,
        inputs,
        held: shape.held,
        answers,
        targets,
        weights,
        kinds,
        outputs: None,
        losses: None,
        probes: Vec::new(),
    };
    let forward = forward::forward(b, &mut program, rows);
    match b.circuit.run.reset {
        ResetPolicy::Never if name == "learn" => rejoin(b, &forward),
        _ => reset(b, &forward),
    }
    if let (Some(targets), Some(output), Some(loss)) = (targets, b.output, b.circuit.loss) {
        let view = forward.activity[output];
        let learns = name == "learn";
        let error = learns.then(|| b.history("error", replicas, view.cols));
        let role = if weights.is_some() { Role::State } else { Role::Scratch };
        let losses = b.buffer(&format!("{name}.loss"), view.rows, 1, role, Initial::Value(0.0));
        let work = OutputError { output: view, targets, weights, replicas, loss, error, losses };
        let when = if weights.is_some() { When::Step } else { When::TrialEnd };
        let op = Op { label: b.name(output).into(), when, work: Work::OutputError(work) };
        b.ops.push(op);
        return (program, Forward { error, losses: Some(losses), ..forward });
    }
    (program, forward)
}

/// Where anything is remembered from step to step, a trial begins with a reset.
fn reset(b: &mut Builder, forward: &Forward) {
    let mut views = Vec::new();
    for (i, (_, neuron)) in b.circuit.populations.0.iter().enumerate() {
        let all_slots = |view: View| View { rows: view.slot_rows * view.slots, first: 0, slots: 1, ..view };
        let initial = neuron.rate().map_or(0.0, |rate| rate.initial as f32);
        let ring = forward.activity[i].slots > 1;
        views.extend(forward.leak[i].map(|state| (all_slots(state), initial)));
        if ring {
            let activity = neuron.rate().map_or(0.0, Rate::initial_activity);
            views.push((all_slots(forward.activity[i]), activity));
        }
    }
    if !views.is_empty() {
        b.ops.insert(0, reset_of(views));
    }
}

/// Where states are carried over, the twins of a replica begin each trial where it does: what a perturbation changes
/// counts in its own trial alone.
fn rejoin(b: &mut Builder, forward: &Forward) {
    let mut ops = Vec::new();
    for i in 0..b.graph.count {
        let activity = forward.activity[i];
        let earlier = (1..activity.slots).map(|delay| activity.delayed(delay));
        for view in forward.leak[i].into_iter().chain(earlier) {
            for first in (forward.replicas..view.rows).step_by(forward.replicas) {
                let (from, to) = (view.range(0, forward.replicas), view.range(first, forward.replicas));
                let work = Work::Keep(Keep { from, to });
                ops.push(Op { label: b.name(i).into(), when: When::TrialStart, work });
            }
        }
    }
    b.ops.splice(0..0, ops);
}

/// The output's activity and the losses go to the host at the end of each trial.
fn record(b: &mut Builder, program: &mut Program, forward: &Forward) {
    let Some(output) = b.output.filter(|_| b.has_targets) else { return };
    let replicas = program.replicas;
    let keep = |b: &mut Builder, what: &str, from: View, per_slot: usize| {
        let name = format!("{}.{what}", program.name);
        let to = b.buffer(&name, program.chunk * per_slot * replicas, from.cols, Role::Host, Initial::Value(0.0));
        let when = if per_slot > 1 { When::Step } else { When::TrialEnd };
        b.ops.push(Op { label: what.into(), when, work: Work::Record(Record { from, to, per_slot, every: 1 }) });
        to
    };
    program.outputs = Some(keep(b, "outputs", forward.activity[output].range(0, replicas), program.answers));
    program.losses = forward.losses.map(|id| keep(b, "losses", b.view(id).range(0, replicas), 1));
}

/// Probes may have shortened the chunk after host buffers were laid out: they follow.
fn shrink(b: &mut Builder, program: &Program) {
    let fit = |buffer: &mut Buffer, per_slot: usize| buffer.rows = program.chunk * per_slot;
    let given = if program.held { 1 } else { program.steps };
    fit(&mut b.buffers[program.inputs.0], given * program.replicas);
    for id in [program.targets, program.weights, program.outputs].into_iter().flatten() {
        fit(&mut b.buffers[id.0], program.answers * program.replicas);
    }
    for id in [program.losses, program.kinds].into_iter().flatten() {
        fit(&mut b.buffers[id.0], program.replicas);
    }
    for probe in program.probes.iter().flatten() {
        fit(&mut b.buffers[probe.to.0], probe.rows);
        if let Some((basis, rank)) = probe.basis {
            fit(&mut b.buffers[basis.0], rank);
        }
    }
}
