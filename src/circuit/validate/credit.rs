//! Whether the credit source can teach this circuit.

use crate::circuit::{Circuit, Graph};
use crate::credit::ThirdFactor;
use crate::neuron::TimeConstant;
use crate::schema::Problems;

pub fn check(circuit: &Circuit, graph: &Graph, problems: &mut Problems) {
    let shape = circuit.task.shape(circuit.dt);
    if shape.outputs == 0 || !circuit.projections.iter().any(|p| p.plastic) {
        return; // nothing learns
    }
    for (path, what) in through_time(circuit, shape.steps) {
        let message = format!("{what}: learning through time needs an eligibility rule that remembers");
        let help = "this version learns in one-step trials of instant neurons; set plastic: false to simulate";
        problems.at(&path, message, help);
    }
    rank(circuit, graph, problems);
    if circuit.credit.recipe().third_factor != ThirdFactor::None {
        reach(circuit, graph, problems);
    }
}

/// What makes the present depend on the past: where it is written, and what it is.
fn through_time(circuit: &Circuit, steps: usize) -> Vec<(String, String)> {
    let mut found = Vec::new();
    if steps > 1 {
        found.push(("task.duration".into(), format!("trials have {steps} steps")));
    }
    for (name, neuron) in &circuit.populations.0 {
        if neuron.rate().is_some_and(|rate| rate.tau != TimeConstant::Instant) {
            found.push((format!("populations.{name}.tau"), format!("`{name}` is leaky")));
        }
    }
    for (i, projection) in circuit.projections.iter().enumerate().filter(|(_, p)| p.delay > 0) {
        let delay = format!("`{}` reaches `{}` with a delay", projection.from, projection.to);
        found.push((format!("projections.{i}.delay"), delay));
    }
    found
}

fn rank(circuit: &Circuit, graph: &Graph, problems: &mut Problems) {
    let Some(subspace) = circuit.credit.recipe().perturbation.and_then(|p| p.subspace) else { return };
    for (i, (name, neuron)) in circuit.populations.0.iter().enumerate() {
        let Some(rate) = neuron.rate() else { continue };
        if subspace.rank() > rate.size && is_hidden(circuit, graph, i) {
            let (rank, size) = (subspace.rank(), rate.size);
            let message = format!("rank {rank} is larger than population `{name}` ({size} neurons)");
            problems.at("credit.manifold.rank", message, format!("legal: 1 to {size}"));
        }
    }
}

/// Every rate population must be able to change the output within the step.
fn reach(circuit: &Circuit, graph: &Graph, problems: &mut Problems) {
    let Some(target) = circuit.output.as_deref().and_then(|name| circuit.populations.position(name)) else { return };
    if circuit.populations.0[target].1.rate().is_none() || graph.outgoing(target).any(|p| graph.edges[p].2 == 0) {
        return; // another population should answer
    }
    let reaches = graph.upstream(target);
    for (i, (name, neuron)) in circuit.populations.0.iter().enumerate() {
        if neuron.rate().is_some() && !reaches[i] {
            let message = format!("`{name}` cannot reach the output within a step: it would never receive credit");
            problems.at(&format!("populations.{name}"), message, "project from it towards the output, or remove it");
        }
    }
}

/// True for a population that receives a third factor: neither input nor output, with plastic projections into it.
pub fn is_hidden(circuit: &Circuit, graph: &Graph, population: usize) -> bool {
    let (name, neuron) = &circuit.populations.0[population];
    neuron.rate().is_some()
        && circuit.output.as_ref() != Some(name)
        && graph.incoming(population).any(|p| circuit.projections[p].plastic)
}
