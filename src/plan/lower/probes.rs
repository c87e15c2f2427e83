//! Probes copy their variables to where the host looks.

use super::builder::{Builder, CHUNK_BYTES, tau_name};
use super::views::Forward;
use crate::circuit::Storage;
use crate::circuit::probe::{Probe, Reduce, Variable};
use crate::plan::op::{Record, Work};
use crate::plan::{BufferId, Initial, Op, Program, Recorded, Role, View, When};

/// One recording a probe, `None` where the circuit does not have what it asks for.
pub fn probes(b: &mut Builder, program: &mut Program, forward: &Forward) {
    for (i, probe) in b.circuit.probes.iter().enumerate() {
        let recorded = source(b, probe, forward).and_then(|(from, every_step)| {
            let basis = match &probe.reduce {
                Reduce::Leading(leading) => Some(basis(b, probe).filter(|basis| basis.rows >= leading.count)?),
                _ => None,
            };
            let name = format!("probe{i}.{}.{}", probe.target(), probe.variable_name());
            let per_slot = if every_step { program.steps } else { 1 };
            let to = record(b, program, &name, from, (per_slot, every_step), probe.every);
            let basis = basis.map(|basis| {
                let to = record(b, program, &format!("{name}.basis"), basis, (1, false), probe.every);
                (to, basis.rows)
            });
            Some(Recorded { to, rows: per_slot * from.rows, every_step, basis })
        });
        program.probes.push(recorded);
    }
}

/// Where a probe's variable lies, and whether it has a value at every step.
fn source(b: &Builder, probe: &Probe, forward: &Forward) -> Option<(View, bool)> {
    let whole = |id: BufferId| (b.buffers[id.0].storage == Storage::F32).then(|| (b.view(id), false));
    if let Some(projection) = probe.projection_index(b.circuit) {
        return match probe.what(None)? {
            Variable::Eligibility => {
                let eligibility = b.find(&format!("eligibility.{}", probe.target()))?;
                Some((b.view(eligibility).range(0, probe.replicas), true))
            }
            _ => whole(b.weights[projection]),
        };
    }
    let at = b.circuit.populations.position(probe.target())?;
    let population = &b.populations[at];
    match probe.what(Some(&b.circuit.populations.0[at].1))? {
        Variable::Activity => Some((forward.activity[at].range(0, probe.replicas), true)),
        Variable::State => Some((forward.drive[at].unwrap_or(forward.activity[at]).range(0, probe.replicas), true)),
        // In trials of many steps it is carried back through them, and nothing holds all of it.
        Variable::ThirdFactor if b.through_time => None,
        Variable::ThirdFactor => Some((b.view(population.third_factor?).range(0, probe.replicas), false)),
        Variable::TimeConstant => whole(b.find(&tau_name(probe.target()))?),
        Variable::Bias => whole(population.bias?),
        Variable::FeedbackWeights => whole(population.feedback?),
        Variable::Basis => whole(population.basis?),
        Variable::Weights | Variable::Eligibility => None,
    }
}

/// The manifold of what has a value per neuron.
fn basis(b: &Builder, probe: &Probe) -> Option<View> {
    let at = b.circuit.populations.position(probe.population.as_deref()?)?;
    let variable = probe.what(Some(&b.circuit.populations.0[at].1))?;
    b.populations[at].basis.filter(|_| variable.of_replicas()).map(|basis| b.view(basis))
}

fn record(
    b: &mut Builder,
    program: &mut Program,
    name: &str,
    from: View,
    (per_slot, every_step): (usize, bool),
    every: u64,
) -> BufferId {
    let bytes = from.rows.saturating_mul(4 * per_slot).saturating_mul(from.cols);
    program.chunk = program.chunk.min((CHUNK_BYTES / bytes.max(1)).max(1));
    let to = b.buffer(name, program.chunk * per_slot * from.rows, from.cols, Role::Host, Initial::Value(0.0));
    let when = if every_step { When::Step } else { When::TrialEnd };
    b.ops.push(Op { label: name.into(), when, work: Work::Record(Record { from, to, per_slot, every }) });
    to
}
