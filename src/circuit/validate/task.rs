//! The task, and how long it is done.

use crate::circuit::Circuit;
use crate::schema::Problems;
use crate::task::TaskError;

pub fn check(circuit: &Circuit, problems: &mut Problems) {
    if circuit.run.epochs.is_some() && circuit.run.updates.is_some() {
        problems.at("run.updates", "both `epochs` and `updates` are given", "keep one of them (set the other to None)");
    }
    if circuit.run.epochs.is_some() && !circuit.task.bounded() {
        let message = format!("`{}` generates trials without end: it has no epochs", circuit.task.name());
        problems.at("run.epochs", message, "give `updates`");
    }
    match circuit.task.check(circuit.dt) {
        Ok(()) => {}
        Err(TaskError::Parameter { field, message, help }) => problems.at(&format!("task.{field}"), message, help),
        Err(error) => problems.at("task", error.to_string(), ""),
    }
}
