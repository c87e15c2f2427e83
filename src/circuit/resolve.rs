//! Fills in the defaults that depend on the rest of the circuit.

use super::{Circuit, Loss};
use crate::task::Metric;
use std::path::Path;

/// Writes the name, the output population, the loss and the length of the run into the circuit where they were left
/// open and only one answer makes sense.
pub fn resolve(circuit: &mut Circuit, path: &Path) {
    if circuit.name.is_empty() {
        circuit.name = path.file_stem().map_or("circuit".into(), |stem| stem.to_string_lossy().into_owned());
    }
    let shape = circuit.task.shape(circuit.dt);
    if circuit.output.is_none() && shape.outputs > 0 {
        let ends = |name: &&str| !circuit.projections.iter().any(|p| p.from == **name && p.to != **name);
        let ends: Vec<String> = circuit.populations.names().filter(ends).map(String::from).collect();
        if let [only] = ends.as_slice() {
            circuit.output = Some(only.clone());
        }
    }
    if circuit.loss.is_none() && shape.outputs > 0 {
        let classes = circuit.task.metric() == Metric::Accuracy;
        circuit.loss = Some(if classes { Loss::CrossEntropy } else { Loss::Squared });
    }
    if circuit.run.epochs.is_none() && circuit.run.updates.is_none() {
        match circuit.task.bounded() {
            true => circuit.run.epochs = Some(10.0),
            false => circuit.run.updates = Some(1000),
        }
    }
}
