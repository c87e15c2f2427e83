//! What comes on top of what stays, moment by moment of a run.

use super::asked::{Doing, Place};
use super::lasting::read_back;
use super::measuring::Measuring;
#[cfg(feature = "oracle")]
use super::through_time;
use crate::circuit::Circuit;
use crate::circuit::weights::InitialWeights;
use crate::plan::memory::Share;
use crate::plan::{Buffer, BufferId, Initial, Plan, Role};
use crate::run::checkpoint::is_saved;

/// A moment.
pub struct Moment {
    pub name: &'static str,
    pub shares: Vec<Share>,
    /// True before all that stays is there.
    pub opens: bool,
}

/// The moments of what is done, in order.
pub fn moments(circuit: &Circuit, plan: &Plan, place: Place, doing: Doing) -> Vec<Moment> {
    let moment = |name, shares| Moment { name, shares, opens: false };
    let opening = |shares| Moment { name: "while it is opened", shares, opens: true };
    let mut all = vec![opening(vec![Share::of("initial values", drawn(circuit, plan))])];
    let (saved, largest) =
        tables(plan).fold((0.0, 0.0), |(sum, most): (f64, f64), bytes| (sum + bytes, most.max(bytes)));
    if doing.restores {
        all.push(opening(vec![Share::of("a checkpoint and what it holds", 2.0 * saved)]));
    }
    // All of it, and the largest table once more: it is there as numbers and as bytes before the file has its part.
    let file = || Share::of("a checkpoint", saved + largest);
    let learned = |bytes| Share::of("what was learned", bytes);
    if doing.learns {
        all.push(moment("while it learns", Vec::new()));
        all.push(moment("while a checkpoint is written", vec![file()]));
    }
    let Some(evaluate) = &plan.evaluate else { return all };
    let answers = Share::of("answers of an evaluation", read_back(plan, evaluate) as f64);
    if circuit.run.measure_every == Some(0) && doing.learns {
        all.push(moment("while it is evaluated", vec![answers]));
        return all;
    }
    let measuring = Measuring::of(circuit, plan, evaluate, doing);
    let looked = [
        Share::of("activity that is looked at", measuring.samples()),
        Share::of("paths to be drawn", measuring.paths()),
    ];
    all.push(moment("while it is evaluated", [vec![answers], looked.to_vec()].concat()));
    all.push(moment("while manifolds are measured", measuring.of_manifolds()));
    all.extend(
        credit(circuit, plan, place, doing, &measuring).map(|shares| moment("while credit is measured", shares)),
    );
    if doing.learns {
        all.push(moment("while the last checkpoint is written", [measuring.left(), vec![file()]].concat()));
    }
    all.push(moment("while it is analysed", measuring.of_analysis()));
    if doing.counts && plan.learn.steps == 1 {
        // What was learned goes from one engine to another.
        all.push(moment("while perturbations are counted", [measuring.exact(), vec![learned(saved)]].concat()));
    }
    if doing.robustness {
        let weights = |id: &BufferId| 4.0 * plan.buffer(*id).len() as f64;
        let largest = plan.weights.iter().map(weights).fold(0.0, f64::max);
        let before: f64 = plan.weights.iter().map(weights).sum();
        all.push(moment(
            "while weights are disturbed",
            vec![Share::of("weights and their noise", before + 2.0 * largest)],
        ));
    }
    all
}

/// Bytes of each table that a checkpoint holds.
fn tables(plan: &Plan) -> impl Iterator<Item = f64> + '_ {
    let buffers = plan.buffers.iter().filter(|b| is_saved(b)).map(|b| 4.0 * b.len() as f64);
    buffers.chain(plan.lists().map(|list| 8.0 * list.synapses as f64))
}

#[cfg(feature = "oracle")]
fn credit(circuit: &Circuit, plan: &Plan, place: Place, doing: Doing, measuring: &Measuring) -> Option<Vec<Share>> {
    let asked = doing.learns && circuit.run.credit_trials > 0;
    asked.then(|| match plan.learn.steps {
        1 => measuring.of_credit(),
        _ => [measuring.kept(), through_time::shares(circuit, plan, place)].concat(),
    })
}

#[cfg(not(feature = "oracle"))]
fn credit(_: &Circuit, _: &Plan, _: Place, _: Doing, _: &Measuring) -> Option<Vec<Share>> {
    None
}

/// What is needed to draw the largest table, besides the place where it goes.
fn drawn(circuit: &Circuit, plan: &Plan) -> f64 {
    let room = |buffer: &Buffer| {
        let (len, rows, cols) = (buffer.len() as f64, buffer.rows as f64, buffer.cols as f64);
        match &buffer.initial {
            Initial::Orthonormal { .. } => 12.0 * len,
            Initial::Weights(at) => match circuit.projections[*at].weights {
                // In double precision: the draws, their factors, the orthogonal one and the triangle.
                InitialWeights::Orthogonal(_) => 4.0 * len + 24.0 * len + 8.0 * rows.min(cols).powi(2),
                // The file, its numbers in double precision, and ours.
                InitialWeights::FromFile(_) => 16.0 * len,
                _ => 4.0 * len,
            },
            _ => 4.0 * len,
        }
    };
    let written =
        plan.buffers.iter().filter(|b| matches!(b.role, Role::Parameter | Role::Memory | Role::Drawn | Role::Constant));
    written.map(room).fold(0.0, f64::max)
}
