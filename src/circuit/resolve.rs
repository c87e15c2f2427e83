//! Fills in the defaults that depend on the rest of the circuit.

use super::connectivity::Connectivity;
use super::weights::InitialWeights;
use super::{Circuit, Loss};
use crate::neuron::{Neuron, Rate};
use crate::task::Targets;
use std::collections::HashSet;
use std::path::Path;

/// Writes the name, the output population, the loss and the length of the run into the circuit where they were left
/// open and only one answer makes sense.
pub fn resolve(circuit: &mut Circuit, path: &Path) {
    weight_files(circuit, path.parent().unwrap_or(Path::new("")));
    if circuit.name.is_empty() {
        circuit.name = path.file_stem().map_or("circuit".into(), |stem| stem.to_string_lossy().into_owned());
    }
    sizes(circuit);
    let shape = circuit.task.shape(circuit.dt);
    if circuit.output.is_none() && shape.outputs > 0 {
        let onward: HashSet<&str> =
            circuit.projections.iter().filter(|p| p.from != p.to).map(|p| p.from.as_str()).collect();
        let ends = |(name, neuron): &&(String, Neuron)| neuron.rate().is_some() && !onward.contains(name.as_str());
        if let [(only, _)] = circuit.populations.0.iter().filter(ends).take(2).collect::<Vec<_>>()[..] {
            circuit.output = Some(only.clone());
        }
    }
    if circuit.loss.is_none() && shape.outputs > 0 {
        circuit.loss = Some(match circuit.task.targets() {
            Targets::Probabilities => Loss::CrossEntropy,
            Targets::Numbers => Loss::Squared,
        });
    }
    if circuit.run.epochs.is_none() && circuit.run.updates.is_none() {
        match circuit.task.bounded() {
            true => circuit.run.epochs = Some(10.0),
            false => circuit.run.updates = Some(1000),
        }
    }
}

/// Shapes follow from what projects to a population, and sizes from shapes. What cannot follow stays open, and validation
/// says so.
fn sizes(circuit: &mut Circuit) {
    let mut open = true;
    while std::mem::take(&mut open) {
        for projection in circuit.projections.clone() {
            let Connectivity::Conv(conv) = &projection.connectivity else { continue };
            let (Some(pre), Some(channels)) = (circuit.map(&projection.from), conv.channels) else { continue };
            let fitted = conv.fit(pre, channels).map(|patches| patches.post);
            if let (Some(rate), Ok(map)) = (rate_of(circuit, &projection.to), fitted)
                && rate.shape.is_none()
            {
                rate.shape = Some(map);
                open = true;
            }
        }
    }
    for (_, neuron) in &mut circuit.populations.0 {
        if let Neuron::Rate(Rate { size: size @ None, shape: Some(map), .. }) = neuron {
            *size = Some(map.size());
        }
    }
}

fn rate_of<'a>(circuit: &'a mut Circuit, population: &str) -> Option<&'a mut Rate> {
    circuit.populations.0.iter_mut().find(|(name, _)| name == population).and_then(|(_, neuron)| match neuron {
        Neuron::Rate(rate) => Some(rate),
        Neuron::Input(_) => None,
    })
}

/// Weight files are named from the circuit file's folder, but a resolved circuit may stand anywhere: in a run's folder.
fn weight_files(circuit: &mut Circuit, folder: &Path) {
    for projection in &mut circuit.projections {
        if let InitialWeights::FromFile(file) = &mut projection.weights
            && let Ok(path) = std::path::absolute(folder.join(&file.path))
            && let Some(path) = path.to_str()
        {
            file.path = path.into();
        }
    }
}
