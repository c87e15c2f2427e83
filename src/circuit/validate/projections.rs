//! Projections: none twice, none into the input, no cycle within a step.

use crate::circuit::connectivity::Sides;
use crate::circuit::weights::WeightsError;
use crate::circuit::{Circuit, Projection, Storage};
use crate::credit::ThirdFactor;
use crate::neuron::Neuron;
use crate::schema::Problems;
use std::collections::{HashMap, HashSet};

pub fn check(circuit: &Circuit, problems: &mut Problems) {
    let mut names: HashMap<String, &Projection> = HashMap::new();
    let is_input = |(name, neuron): &'_ &(String, Neuron)| matches!(neuron, Neuron::Input(_)) && !name.is_empty();
    let inputs: HashSet<&str> = circuit.populations.0.iter().filter(is_input).map(|(name, _)| name.as_str()).collect();
    for (i, projection) in circuit.projections.iter().enumerate() {
        if inputs.contains(projection.to.as_str()) {
            let message = format!("`{}` is the input: nothing projects to it", projection.to);
            problems.at(&format!("projections.{i}.to"), message, "its activity comes from the task");
        }
        if projection.storage == Storage::F16 {
            storage(circuit, projection, &format!("projections.{i}.storage"), problems);
        }
        if let Err(WeightsError::Parameter { field, message, help }) = projection.weights.check() {
            problems.at(&format!("projections.{i}.weights.{field}"), message, help);
        }
        if let Some(earlier) = names.insert(projection.name(), projection) {
            twice(earlier, projection, &format!("projections.{i}"), problems);
        }
    }
}

/// Half precision is for weights that are only read, and only forward.
fn storage(circuit: &Circuit, projection: &Projection, path: &str, problems: &mut Problems) {
    if projection.plastic {
        let message = "weights of half precision cannot learn: most updates are smaller than their rounding";
        problems.at(path, message, "add plastic: false, or store them as f32");
    } else if matches!(circuit.credit.recipe().third_factor, ThirdFactor::Exact { .. }) {
        let message = "the exact gradient goes back through the weights, and needs them in single precision";
        problems.at(path, message, "store them as f32, or choose another credit");
    } else if !projection.connectivity.is_complete(Sides::of(circuit, projection)) {
        let message = "sparse weights are stored in single precision: the indices beside them would not shrink";
        problems.at(path, message, "leave out storage, or make the projection dense");
    }
}

fn twice(earlier: &Projection, later: &Projection, path: &str, problems: &mut Problems) {
    let Projection { from, to, delay, .. } = later;
    if (&earlier.from, &earlier.to) == (from, to) {
        let message = format!("a projection from `{from}` to `{to}` with delay {delay} stands above");
        problems.at(path, message, "keep one of them");
    } else {
        let message = format!(
            "this projection and that from `{}` to `{}` would both be called `{}`",
            earlier.from,
            earlier.to,
            later.name()
        );
        problems.at(path, message, "rename a population");
    }
}

/// Reports a cycle of populations that project to each other without delay.
pub fn report_cycle(circuit: &Circuit, cycle: &[usize], problems: &mut Problems) {
    let names: Vec<&str> = cycle.iter().map(|&i| circuit.populations.0[i].0.as_str()).collect();
    let next = |i: usize| names[(i + 1) % names.len()];
    let closes = |p: &Projection| p.delay == 0 && (0..names.len()).any(|i| p.from == names[i] && p.to == next(i));
    let at = circuit.projections.iter().rposition(closes).unwrap_or(0);
    let path = names.iter().chain(names.first()).map(|n| format!("`{n}`")).collect::<Vec<_>>().join(" → ");
    let message = format!("a cycle without delay cannot be computed within a step: {path}");
    problems.at(&format!("projections.{at}"), message, "give one projection of the cycle a delay of at least 1 step");
}
