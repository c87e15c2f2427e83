//! The population that answers the task.

use crate::circuit::{Circuit, Loss};
use crate::neuron::{Activation, Rate};
use crate::schema::{Problems, suggest};
use crate::task::Targets;

pub fn check(circuit: &Circuit, problems: &mut Problems) {
    if circuit.task.shape(circuit.dt).outputs == 0 {
        return;
    }
    let names = || circuit.populations.0.iter().filter(|(_, neuron)| neuron.rate().is_some()).map(|(name, _)| &**name);
    let Some(name) = &circuit.output else {
        let message = "which population answers is not clear: there is not exactly one without outgoing projections";
        let names: Vec<String> = names().take(30).map(|name| format!("\"{name}\"")).collect();
        return problems.at("output", message, format!("write output: one of {}", names.join(", ")));
    };
    match circuit.populations.get(name).and_then(|neuron| neuron.rate()) {
        Some(rate) => answer(circuit, name, rate, problems),
        None => {
            let message = format!("`{name}` is the input population: it cannot answer");
            problems.at("output", message, suggest::help("", names()));
        }
    }
}

fn answer(circuit: &Circuit, name: &str, rate: &Rate, problems: &mut Problems) {
    let (size, needed) = (rate.size(), circuit.task.shape(circuit.dt).outputs);
    if size != needed {
        let message = format!("the output has {size} neurons, the task `{}` needs {needed}", circuit.task.name());
        problems.at(&format!("populations.{name}.size"), message, format!("write size: {needed}"));
    }
    if circuit.loss == Some(Loss::CrossEntropy) {
        cross_entropy(circuit, needed, problems);
    }
    if circuit.loss == Some(Loss::CrossEntropy) && !matches!(rate.activation, Activation::Identity(_)) {
        let message = "cross-entropy reads the output's activity as logits, which need the identity";
        let help = "write activation: identity, or loss: squared";
        problems.at(&format!("populations.{name}.activation"), message, help);
    }
    if let Some(i) = circuit.projections.iter().position(|p| p.from == *name && p.delay == 0) {
        let message = format!("the output `{name}` projects onward within the step");
        problems.at(&format!("projections.{i}"), message, "give this projection a delay, or choose another output");
    }
}

/// −Σ t log softmax(y) is a loss of t that are probabilities.
fn cross_entropy(circuit: &Circuit, outputs: usize, problems: &mut Problems) {
    if circuit.task.targets() == Targets::Probabilities {
        return;
    }
    let always = if outputs == 1 { ", and of one output it is always 0" } else { "" };
    let message = format!(
        "cross-entropy is of targets that are probabilities: those of `{}` are not{always}",
        circuit.task.name()
    );
    problems.at("loss", message, "write loss: squared, or leave it out");
}
