//! Why a circuit that is in order cannot be run here, said at the place in its file.

use super::memory::available::available;
use super::memory::{Doing, Memory, Place};
use crate::circuit::probe::Reduce;
use crate::circuit::validate::nothing_recorded;
use crate::circuit::weights::WeightsError;
use crate::circuit::{Loaded, Storage};
use crate::plan::{Plan, initial};
use crate::schema::Problems;
use crate::task::TaskError;

/// The memory plan, if the system has that much.
pub fn memory(loaded: &Loaded, place: Place, doing: Doing) -> Result<Memory, Problems> {
    let memory = Memory::of(&loaded.circuit, place, doing);
    match memory.beyond(&available()) {
        None => Ok(memory),
        Some(limit) => Err(loaded.problem("populations", memory.shortage(limit), &memory.remedy())),
    }
}

/// Initial weights that cannot be had: from files that are not there or do not fit a plan that fits into memory, or drawn
/// beyond what single precision holds.
pub fn initial_weights(loaded: &Loaded, plan: &Plan) -> Result<(), Problems> {
    let mut problems = Problems::default();
    for (i, _) in loaded.circuit.projections.iter().enumerate().filter(|(_, p)| p.weights.may_fail()) {
        if let Err(error) = initial::values(&loaded.circuit, &loaded.folder, plan, plan.weights[i]) {
            problems.append(weights(loaded, i, &error));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// Probes of what this circuit does not have.
pub fn probes(loaded: &Loaded, plan: &Plan) -> Result<(), Problems> {
    let mut problems = Problems::default();
    let circuit = &loaded.circuit;
    for (i, probe) in circuit.probes.iter().enumerate().filter(|(i, _)| plan.learn.probes[*i].is_none()) {
        let (target, name, credit) = (probe.target(), probe.variable_name(), circuit.credit.name());
        let at = |field: &str| format!("probes.{i}.{field}");
        let half = probe.projection_index(circuit).is_some_and(|p| circuit.projections[p].storage == Storage::F16);
        problems.append(match (&probe.reduce, half) {
            (_, true) => {
                let message = format!("the weights of `{target}` are stored in half precision, which is not recorded");
                loaded.problem(&at("projection"), message, "leave out `storage: f16`, or this probe")
            }
            (Reduce::Leading(leading), _) => {
                let message = format!("`{target}` has no manifold of {} components with `{credit}`", leading.count);
                let help = "legal where credit tracks a manifold: of its hidden populations, up to its rank";
                loaded.problem(&at("reduce"), message, help)
            }
            _ => {
                let message = format!("`{target}` has no `{name}` with `{credit}` in this circuit");
                let help = "a third factor is recorded in trials of one step; feedback weights and a basis are there where \
                            credit learns them, eligibilities where each synapse keeps its own (`timing: online`, \
                            `reward_modulated`), `tau` where each neuron has its own (`uniform`, `log_uniform`)";
                loaded.problem(&at("variable"), message, help)
            }
        });
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// Probes whose first update lies beyond the end of the run, where only the task's trials tell how long that is.
pub fn recordings(loaded: &Loaded, updates: u64) -> Result<(), Problems> {
    for (i, probe) in loaded.circuit.probes.iter().enumerate() {
        if let Some(message) = nothing_recorded(probe, Some(updates)) {
            return Err(loaded.problem(&format!("probes.{i}.from"), message, "begin earlier, or run more epochs"));
        }
    }
    Ok(())
}

/// Initial weights of a projection that cannot be had.
pub fn weights(loaded: &Loaded, projection: usize, error: &WeightsError) -> Problems {
    loaded.problem(&format!("projections.{projection}.weights"), error.to_string(), "")
}

/// A task that cannot be opened.
pub fn task(loaded: &Loaded, error: &TaskError) -> Problems {
    match error {
        TaskError::Parameter { field, message, help } => {
            loaded.problem(&format!("task.{field}"), message.clone(), help)
        }
        other => loaded.problem("task", other.to_string(), ""),
    }
}
