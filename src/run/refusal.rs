//! Why a circuit that is in order cannot be run here, said at the place in its file.

use crate::circuit::Loaded;
use crate::circuit::weights::{InitialWeights, WeightsError};
use crate::plan::memory::{self, Memory};
use crate::plan::{Plan, initial};
use crate::schema::Problems;
use crate::task::TaskError;

/// The memory plan, if the system has that much.
pub fn memory(loaded: &Loaded, plan: &Plan) -> Result<Memory, Problems> {
    let memory = Memory::of(plan);
    match memory.shortage(memory::available()) {
        None => Ok(memory),
        Some(shortage) => {
            Err(loaded.problem("populations", shortage, "make the largest smaller, or use fewer replicas"))
        }
    }
}

/// Weight files that are not there or do not fit a plan that fits into memory.
pub fn weight_files(loaded: &Loaded, plan: &Plan) -> Result<(), Problems> {
    let mut problems = Problems::default();
    for (i, projection) in loaded.circuit.projections.iter().enumerate() {
        if matches!(projection.weights, InitialWeights::FromFile(_))
            && let Err(error) = initial::values(&loaded.circuit, &loaded.folder, plan, plan.weights[i])
        {
            problems.append(weights(loaded, i, &error));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
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
