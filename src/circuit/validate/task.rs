//! The task and the circuit that is to do it.

use super::MAX_NEURONS;
use crate::circuit::{Circuit, Loss};
use crate::neuron::{Activation, Neuron};
use crate::schema::{Problems, suggest};
use crate::task::TaskError;

pub fn check(circuit: &Circuit, problems: &mut Problems) {
    length_of_run(circuit, problems);
    match circuit.task.check(circuit.dt) {
        Ok(()) => {}
        Err(TaskError::Parameter { field, message, help }) => {
            return problems.at(&format!("task.{field}"), message, help);
        }
        Err(error) => return problems.at("task", error.to_string(), ""),
    }
    let shape = circuit.task.shape(circuit.dt);
    if shape.input_len() > MAX_NEURONS {
        let message = format!("{} inputs are more than a population can have", shape.input_len());
        problems.at("task.inputs", message, format!("legal: 1 to {MAX_NEURONS}"));
    }
    if shape.outputs > 0 {
        output(circuit, shape.outputs, problems);
    }
}

fn length_of_run(circuit: &Circuit, problems: &mut Problems) {
    if circuit.run.epochs.is_some() && circuit.run.updates.is_some() {
        problems.at("run.updates", "both `epochs` and `updates` are given", "keep one of them (set the other to None)");
    }
    if circuit.run.epochs.is_some() && !circuit.task.bounded() {
        let message = format!("`{}` generates trials without end: it has no epochs", circuit.task.name());
        problems.at("run.epochs", message, "give `updates`");
    }
}

/// The population that answers a task with `needed` numbers a trial.
fn output(circuit: &Circuit, needed: usize, problems: &mut Problems) {
    let Some(output) = &circuit.output else {
        let message = "which population answers is not clear: there is not exactly one without outgoing projections";
        let names: Vec<String> = circuit.populations.names().take(30).map(|name| format!("\"{name}\"")).collect();
        return problems.at("output", message, format!("write output: one of {}", names.join(", ")));
    };
    match circuit.populations.get(output) {
        Some(Neuron::Rate(rate)) => {
            if rate.size != needed {
                let (size, task) = (rate.size, circuit.task.name());
                let message = format!("the output has {size} neurons, the task `{task}` needs {needed}");
                problems.at(&format!("populations.{output}.size"), message, format!("write size: {needed}"));
            }
            if circuit.loss == Some(Loss::CrossEntropy) && !matches!(rate.activation, Activation::Identity(_)) {
                let message = "cross-entropy reads the output's activity as logits, which need the identity";
                let help = "write activation: identity, or loss: squared";
                problems.at(&format!("populations.{output}.activation"), message, help);
            }
        }
        _ => {
            let rates = circuit.populations.0.iter().filter(|(_, neuron)| neuron.rate().is_some());
            let help = suggest::help("", rates.map(|(name, _)| name.as_str()));
            problems.at("output", format!("`{output}` is the input population: it cannot answer"), help);
        }
    }
    if let Some(i) = circuit.projections.iter().position(|p| p.from == *output && p.delay == 0) {
        let message = format!("the output `{output}` projects onward within the step");
        problems.at(&format!("projections.{i}"), message, "give this projection a delay, or choose another output");
    }
}
