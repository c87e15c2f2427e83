//! Operation by operation: the numbers of the reference, and no buffer touched or seen but those declared.

use crate::corpus::corpus;
use crate::fill;
use crate::session;
use trifactor::credit::Draws;
use trifactor::engine::Engine;
use trifactor::engine::reference::ReferenceEngine;
use trifactor::plan::{Buffer, Clock, Op, Plan, Program, Role, When, Which, Work};

type Content = Vec<Vec<f32>>;

/// Updates at which operations are tried: the first, and a late one on the other turn, in another slot, not recorded.
const UPDATES: [u64; 2] = [0, 67];

/// Slots of the host's buffers: enough that updates fall into different ones.
const CHUNK: usize = 3;

/// Calls `check` with a plan of one operation, for every operation of every text that `which` names; of one kind only,
/// such as `learn`, with `TRIFACTOR_ONLY=learn`, for those who work on it.
fn for_each_operation(texts: &[String], which: impl Fn(&Plan, &Op) -> bool, mut check: impl FnMut(&Plan, &Op)) {
    let only = std::env::var("TRIFACTOR_ONLY").ok();
    let wanted = |plan: &Plan, op: &Op| which(plan, op) && only.as_ref().is_none_or(|only| op.work.name() == only);
    for (i, text) in texts.iter().enumerate() {
        let plan = shortened(session::plan(&session::load(text)));
        // Evaluation differs from learning in what it leaves out: one circuit tells.
        let evaluate = plan.evaluate.as_ref().filter(|_| i == 0);
        for program in [Some(&plan.learn), evaluate].into_iter().flatten() {
            for op in program.ops.iter().filter(|op| wanted(&plan, op)) {
                let op = Op { when: When::Step, ..op.clone() };
                let mut plan = plan.clone();
                plan.learn = Program { ops: vec![op.clone()], ..program.clone() };
                // The other program's buffers would only cost time.
                let other = if program.name == "learn" { "evaluate." } else { "learn." };
                plan.buffers.iter_mut().filter(|b| b.name.starts_with(other)).for_each(|b| b.rows = 0);
                check(&plan, &op);
            }
        }
    }
}

/// The plan with fewer slots, which would only cost time here.
fn shortened(mut plan: Plan) -> Plan {
    for program in [Some(&mut plan.learn), plan.evaluate.as_mut()].into_iter().flatten() {
        let host = [Some(program.inputs), program.targets, program.outputs, program.losses];
        let probes = program.probes.iter().flatten();
        let probes = probes.flat_map(|probe| [Some(probe.to), probe.basis.map(|(id, _)| id)]);
        for id in host.into_iter().chain(probes).flatten() {
            let buffer = &mut plan.buffers[id.0];
            buffer.rows = buffer.rows / program.chunk * CHUNK;
        }
        program.chunk = CHUNK;
    }
    plan
}

/// All buffers after one step from `before`.
fn after(engine: &mut dyn Engine, plan: &Plan, before: &Content, update: u64) -> Content {
    session::ids(plan).for_each(|id| engine.write(id, 0, &before[id.0]));
    // Not the first step of the trial, where it has several.
    let steps = plan.learn.steps as u64;
    engine.set_clock(Which::Learn, Clock { step: update * steps + 7 % steps });
    engine.advance(Which::Learn, 1).expect("random numbers are finite");
    session::ids(plan).map(|id| session::read(engine, plan, id)).collect()
}

/// Random content; what the operation overwrites without reading holds NaN.
fn poisoned(plan: &Plan, op: &Op, update: u64) -> Content {
    let mut content = fill::random(plan, update);
    op.work.access().sets.iter().for_each(|id| content[id.0].fill(f32::NAN));
    content
}

/// The error that single precision explains, relative to the largest magnitude in the buffer.
fn tolerance(work: &Work, plan: &Plan) -> f64 {
    // A sum of k products of random numbers is off by √k roundings, and itself √k large.
    let longest = |ids: &[trifactor::plan::BufferId]| {
        // Weights of listed synapses are a column, of which no sum takes all; the activity is as long as any sum.
        let listed = |buffer: &&Buffer| buffer.cols == 1 && matches!(buffer.role, Role::Parameter | Role::Memory);
        let buffers = ids.iter().map(|&id| plan.buffer(id)).filter(|buffer| !listed(buffer));
        buffers.map(|Buffer { rows, cols, .. }| *rows.max(cols)).max().unwrap_or(1)
    };
    match work {
        Work::Reset(_) | Work::Stage(_) | Work::Record(_) | Work::Keep(_) => 0.0,
        Work::Draw(draw) if draw.distribution != Draws::Orthogonal => {
            if draw.keep > 0.0 {
                3e-7
            } else {
                0.0
            }
        }
        // The last row of a block has little left after the others are removed, and errors are as large as before.
        Work::Draw(_) => 1e-4,
        // An eigenvector moves by the error of the matrix over the distance to the next eigenvalue.
        Work::Track(_) => 1e-3,
        work => 3e-7 * (longest(&work.access().reads) as f64).sqrt(),
    }
}

/// The operations that `which` names give what the reference gives, and leave alone what the reference leaves alone.
pub fn agree(open: impl Fn(Plan) -> Box<dyn Engine>, which: impl Fn(&Plan, &Op) -> bool) {
    agree_in(&corpus(), open, which);
}

/// The same of other circuits than the corpus.
pub fn agree_in(texts: &[String], open: impl Fn(Plan) -> Box<dyn Engine>, which: impl Fn(&Plan, &Op) -> bool) {
    for_each_operation(texts, which, |plan, op| {
        let (mut engine, mut reference) = (open(plan.clone()), ReferenceEngine::open(plan.clone()));
        for update in UPDATES {
            let before = poisoned(plan, op, update);
            let (found, expected) =
                (after(&mut *engine, plan, &before, update), after(&mut reference, plan, &before, update));
            for (buffer, (found, expected)) in plan.buffers.iter().zip(found.iter().zip(&expected)) {
                let largest = expected.iter().fold(0.0_f32, |top, x| if x.is_nan() { top } else { top.max(x.abs()) });
                let allowed = tolerance(&op.work, plan) * f64::from(largest);
                for (i, (x, y)) in found.iter().zip(expected).enumerate() {
                    let equal = x.to_bits() == y.to_bits() || f64::from((x - y).abs()) <= allowed;
                    let (name, at) = (&buffer.name, (i / buffer.cols, i % buffer.cols));
                    assert!(equal, "{op:?}\n{name}{at:?}: {x}, not {y}, allowed {allowed:e}");
                }
            }
        }
    });
}

/// The operations that `which` names leave alone what they do not declare to write, and depend on nothing that they do not
/// declare to see.
pub fn keep_to_their_access(open: impl Fn(Plan) -> Box<dyn Engine>, which: impl Fn(&Plan, &Op) -> bool) {
    keep_to_their_access_in(&corpus(), open, which);
}

/// The same of other circuits than the corpus.
pub fn keep_to_their_access_in(
    texts: &[String],
    open: impl Fn(Plan) -> Box<dyn Engine>,
    which: impl Fn(&Plan, &Op) -> bool,
) {
    for_each_operation(texts, which, |plan, op| {
        let mut engine = open(plan.clone());
        let access = op.work.access();
        for update in UPDATES {
            let before = poisoned(plan, op, update);
            let mut other = fill::random(plan, update + 1000);
            access.seen().for_each(|id| other[id.0].clone_from(&before[id.0]));
            let (once, again) = (after(&mut *engine, plan, &before, update), after(&mut *engine, plan, &other, update));
            for id in session::ids(plan) {
                let may_write = access.written().any(|written| written == id);
                for i in 0..before[id.0].len() {
                    let bits = |content: &Content| content[id.0][i].to_bits();
                    let untouched = bits(&once) == bits(&before) && bits(&again) == bits(&other);
                    let same = may_write && bits(&once) == bits(&again);
                    assert!(untouched || same, "{} {op:?}\n{}[{i}]", op.work.name(), plan.buffer(id).name);
                }
            }
        }
    });
}
