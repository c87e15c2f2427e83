//! From circuit to plan. All decisions are taken here, once; engines only execute.

mod builder;
mod change;
mod credit;
mod depth;
mod forward;
mod learning;
mod probes;
mod program;
mod reward;
mod views;

use super::{Plan, When};
use crate::circuit::{Circuit, Graph};
use builder::Builder;
pub use depth::Depth;

/// Compiles a validated circuit for a run of `updates` updates.
pub fn lower(circuit: &Circuit, updates: u64) -> Plan {
    compile(circuit, updates, Depth::Whole, true)
}

/// The same plan without what is as large as the circuit: synapses are counted and not listed (in the mean, where chance
/// decides), and the constants of neurons are left out. It tells how much memory the plan takes, and cannot be opened.
pub fn outline(circuit: &Circuit, updates: u64) -> Plan {
    compile(circuit, updates, Depth::Outline, true)
}

/// A plan for a single update, which cannot evaluate.
pub fn lower_learning(circuit: &Circuit, depth: Depth) -> Plan {
    compile(circuit, 1, depth, false)
}

fn compile(circuit: &Circuit, updates: u64, depth: Depth, evaluates: bool) -> Plan {
    let graph = Graph::of(circuit).expect("a validated circuit has no cycle without delay");
    let mut builder = Builder::new(circuit, graph, updates, depth);
    let learn = program::learn(&mut builder);
    let evaluate = (builder.has_targets && evaluates).then(|| program::evaluate(&mut builder));
    builder.finish(learn, evaluate)
}

impl Builder<'_> {
    fn step(&mut self, label: &str, work: super::Work) {
        self.ops.push(super::Op { label: label.into(), when: When::Step, work });
    }

    fn at_trial_end(&mut self, label: &str, work: super::Work) {
        let when = if self.through_time { When::TrialEnd } else { When::Step };
        self.ops.push(super::Op { label: label.into(), when, work });
    }

    /// When the trial has ended, for every step of it from the last to the first.
    fn backward(&mut self, label: &str, work: super::Work) {
        let when = if self.through_time { When::Backward } else { When::Step };
        self.ops.push(super::Op { label: label.into(), when, work });
    }
}
