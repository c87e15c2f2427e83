//! What no field can know alone: names that exist, sizes that fit, graphs that can be computed.

use super::{Circuit, Graph, Loss};
use crate::credit::ThirdFactor;
use crate::neuron::{Activation, Neuron, Scheme, TimeConstant};
use crate::schema::{Problems, suggest};

/// No population or single buffer of a simulated circuit is larger.
pub const MAX_NEURONS: usize = 1 << 24;

/// Pushes every semantic problem of a circuit whose fields were all read.
pub fn validate(circuit: &Circuit, problems: &mut Problems) {
    populations(circuit, problems);
    if !projections(circuit, problems) {
        return; // what follows needs every name to exist
    }
    task(circuit, problems);
    match Graph::of(circuit) {
        Ok(graph) => credit(circuit, &graph, problems),
        Err(cycle) => report_cycle(circuit, &cycle, problems),
    }
    probes(circuit, problems);
}

fn populations(circuit: &Circuit, problems: &mut Problems) {
    let inputs: Vec<&str> = circuit
        .populations
        .0
        .iter()
        .filter(|(_, n)| matches!(n, Neuron::Input(_)))
        .map(|(name, _)| name.as_str())
        .collect();
    if inputs.len() != 1 {
        let found = if inputs.is_empty() { "none".into() } else { inputs.join(", ") };
        problems.at(
            "populations",
            format!("a circuit has exactly one input population; found {found}"),
            "write \"pixels\": input()",
        );
    }
    for (name, neuron) in &circuit.populations.0 {
        let path = format!("populations.{name}");
        let Some(rate) = neuron.rate() else { continue };
        if rate.size > MAX_NEURONS {
            problems.at(
                &format!("{path}.size"),
                format!("{} neurons do not fit", rate.size),
                format!("legal: 1 to {MAX_NEURONS}"),
            );
        }
        if let (TimeConstant::Milliseconds(tau), Scheme::Euler) = (rate.tau, rate.scheme)
            && circuit.dt > tau
        {
            let help = format!(
                "the Euler scheme is stable for tau ≥ dt = {} ms; use scheme: exponential, or tau: instant",
                circuit.dt
            );
            problems.at(&format!("{path}.tau"), format!("tau = {tau} ms is shorter than the time step"), help);
        }
        if !circuit.projections.iter().any(|p| p.to == *name) {
            problems.at(
                &path,
                format!("nothing projects to `{name}`"),
                format!("add (from: …, to: \"{name}\"), or remove it"),
            );
        }
    }
}

fn projections(circuit: &Circuit, problems: &mut Problems) -> bool {
    let before = problems.list().len();
    for (i, projection) in circuit.projections.iter().enumerate() {
        for (field, name) in [("from", &projection.from), ("to", &projection.to)] {
            if circuit.populations.get(name).is_none() {
                let help = suggest::help(name, circuit.populations.names());
                problems.at(&format!("projections.{i}.{field}"), format!("population `{name}` does not exist"), help);
            }
        }
        if let Some(Neuron::Input(_)) = circuit.populations.get(&projection.to) {
            let message = format!("`{}` is the input: nothing projects to it", projection.to);
            problems.at(&format!("projections.{i}.to"), message, "its activity comes from the task");
        }
        let same = |other: &super::Projection| other.name() == projection.name();
        if circuit.projections[..i].iter().any(same) {
            let message =
                format!("a projection from `{}` to `{}` with this delay stands above", projection.from, projection.to);
            problems.at(&format!("projections.{i}"), message, "keep one of them");
        }
    }
    problems.list().len() == before
}

fn task(circuit: &Circuit, problems: &mut Problems) {
    if let Err(error) = circuit.task.check(circuit.dt) {
        problems.at("task", error.to_string(), "");
        return;
    }
    let shape = circuit.task.shape(circuit.dt);
    if circuit.run.epochs.is_some() && circuit.run.updates.is_some() {
        problems.at("run.updates", "both `epochs` and `updates` are given", "keep one of them (set the other to None)");
    }
    if circuit.run.epochs.is_some() && !circuit.task.bounded() {
        let message = format!("`{}` generates trials without end: it has no epochs", circuit.task.name());
        problems.at("run.epochs", message, "give `updates`");
    }
    if shape.outputs == 0 {
        return;
    }
    let Some(output) = &circuit.output else {
        let message = "which population answers is not clear: there is not exactly one without outgoing projections";
        problems.at("output", message, suggest::help("", circuit.populations.names()));
        return;
    };
    match circuit.populations.get(output) {
        None => {
            let help = suggest::help(output, circuit.populations.names());
            problems.at("output", format!("population `{output}` does not exist"), help);
        }
        Some(Neuron::Input(_)) => {
            problems.at("output", format!("`{output}` is the input population"), "choose another")
        }
        Some(Neuron::Rate(rate)) => {
            if rate.size != shape.outputs {
                let message = format!(
                    "the output has {} neurons, the task `{}` needs {}",
                    rate.size,
                    circuit.task.name(),
                    shape.outputs
                );
                problems.at(&format!("populations.{output}.size"), message, format!("write size: {}", shape.outputs));
            }
            if circuit.loss == Some(Loss::CrossEntropy) && !matches!(rate.activation, Activation::Identity(_)) {
                let message = "cross-entropy reads the output's activity as logits, which need the identity";
                problems.at(
                    &format!("populations.{output}.activation"),
                    message,
                    "write activation: identity, or loss: squared",
                );
            }
        }
    }
    if circuit.projections.iter().any(|p| p.from == *output && p.delay == 0) {
        problems.at(
            "output",
            format!("the output `{output}` projects onward within the step"),
            "give that projection a delay",
        );
    }
}

fn credit(circuit: &Circuit, graph: &Graph, problems: &mut Problems) {
    let shape = circuit.task.shape(circuit.dt);
    let learns = shape.outputs > 0 && circuit.projections.iter().any(|p| p.plastic);
    let through_time = shape.steps > 1 || graph.edges.iter().any(|e| e.2 > 0) || leaky(circuit);
    if learns && through_time {
        let message = "learning through time (leaky neurons, delays, or trials of several steps) needs an eligibility rule that remembers";
        problems.at(
            "task",
            message,
            "this version learns in one-step trials of instant neurons; set plastic: false to simulate",
        );
    }
    let recipe = circuit.credit.recipe();
    if let Some(subspace) = recipe.perturbation.as_ref().and_then(|p| p.subspace.as_ref()) {
        for (i, (name, neuron)) in circuit.populations.0.iter().enumerate() {
            let Some(rate) = neuron.rate() else { continue };
            if learns && is_hidden(circuit, graph, i) && subspace.rank() > rate.size {
                let message =
                    format!("rank {} is larger than population `{name}` ({} neurons)", subspace.rank(), rate.size);
                problems.at("credit.manifold.rank", message, format!("legal: 1 to {}", rate.size));
            }
        }
    }
    if learns && recipe.third_factor != ThirdFactor::None {
        let dead = (0..graph.count).filter(|&i| {
            let target = circuit.output.as_deref().and_then(|name| circuit.populations.position(name));
            let hidden = circuit.populations.0[i].1.rate().is_some();
            hidden && target.is_some_and(|t| !graph.reaches(i, t))
        });
        for i in dead.collect::<Vec<_>>() {
            let name = &circuit.populations.0[i].0;
            let message = format!("`{name}` cannot reach the output within a step: it would never receive credit");
            problems.at(&format!("populations.{name}"), message, "project from it towards the output, or remove it");
        }
    }
}

fn leaky(circuit: &Circuit) -> bool {
    circuit.populations.0.iter().any(|(_, n)| n.rate().is_some_and(|r| r.tau != TimeConstant::Instant))
}

/// True for a population that receives a third factor: neither input nor output, with plastic projections into it.
pub fn is_hidden(circuit: &Circuit, graph: &Graph, population: usize) -> bool {
    let (name, neuron) = &circuit.populations.0[population];
    neuron.rate().is_some()
        && circuit.output.as_ref() != Some(name)
        && graph.incoming(population).any(|p| circuit.projections[p].plastic)
}

fn report_cycle(circuit: &Circuit, cycle: &[usize], problems: &mut Problems) {
    let names: Vec<&str> = cycle.iter().map(|&i| circuit.populations.0[i].0.as_str()).collect();
    let on_cycle =
        |p: &super::Projection| p.delay == 0 && names.contains(&p.from.as_str()) && names.contains(&p.to.as_str());
    let at = circuit.projections.iter().rposition(on_cycle).unwrap_or(0);
    let path = names.iter().chain(names.first()).map(|n| format!("`{n}`")).collect::<Vec<_>>().join(" → ");
    let message = format!("a cycle without delay cannot be computed within a step: {path}");
    problems.at(&format!("projections.{at}"), message, "give one projection of the cycle a delay of at least 1 step");
}

fn probes(circuit: &Circuit, problems: &mut Problems) {
    for (i, probe) in circuit.probes.iter().enumerate() {
        let Some(neuron) = circuit.populations.get(&probe.population) else {
            let help = suggest::help(&probe.population, circuit.populations.names());
            problems.at(
                &format!("probes.{i}.population"),
                format!("population `{}` does not exist", probe.population),
                help,
            );
            continue;
        };
        let legal = neuron.variables().iter().map(|v| v.name);
        if !legal.clone().any(|name| name == probe.variable) {
            let help = suggest::help(&probe.variable, legal);
            problems.at(
                &format!("probes.{i}.variable"),
                format!("`{}` has no variable `{}`", probe.population, probe.variable),
                help,
            );
        }
        if probe.replicas > circuit.run.replicas {
            let message = format!("{} replicas are asked for, the run has {}", probe.replicas, circuit.run.replicas);
            problems.at(&format!("probes.{i}.replicas"), message, format!("legal: 1 to {}", circuit.run.replicas));
        }
    }
}
