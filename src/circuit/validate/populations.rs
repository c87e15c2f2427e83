//! Populations: one input, time constants that the time step resolves.

use crate::circuit::Circuit;
use crate::neuron::{Neuron, Rate, Scheme};
use crate::schema::Problems;
use std::collections::HashSet;

pub fn check(circuit: &Circuit, problems: &mut Problems) {
    one_input(circuit, problems);
    let reached: HashSet<&str> = circuit.projections.iter().map(|p| p.to.as_str()).collect();
    for (name, neuron) in &circuit.populations.0 {
        let path = format!("populations.{name}");
        if name.len() > LONGEST_NAME {
            let message = format!("a name of {} bytes is too long: files are called by it", name.len());
            problems.at(&path, message, format!("legal: up to {LONGEST_NAME} bytes"));
        }
        let Some(rate) = neuron.rate() else { continue };
        time_constant(circuit.dt, rate, &path, problems);
        if !reached.contains(name.as_str()) {
            let help = format!("add (from: …, to: \"{name}\") to the projections, or remove it");
            problems.at(&path, format!("nothing projects to `{name}`"), help);
        }
    }
}

/// Bytes of a population's name: file systems take 255, and the files of projections are called by two of them.
const LONGEST_NAME: usize = 100;

fn one_input(circuit: &Circuit, problems: &mut Problems) {
    let is_input = |(_, neuron): &&(String, Neuron)| matches!(neuron, Neuron::Input(_));
    let inputs: Vec<&str> = circuit.populations.0.iter().filter(is_input).map(|(name, _)| name.as_str()).collect();
    match inputs[..] {
        [_] => {}
        [] => problems.at(
            "populations",
            "a circuit has exactly one input population; found none",
            "add a population that is the input, for example \"pixels\": input",
        ),
        [_, second, ..] => problems.at(
            &format!("populations.{second}"),
            format!("a circuit has exactly one input population; found {}", inputs.join(", ")),
            "project from one input to several populations instead",
        ),
    }
}

fn time_constant(dt: f64, rate: &Rate, path: &str, problems: &mut Problems) {
    if let (Some(tau), Scheme::Euler) = (rate.tau.shortest(), rate.scheme)
        && dt > tau
    {
        let message = format!("tau = {tau} ms is shorter than the time step, dt = {dt} ms");
        let help = "the Euler scheme needs tau ≥ dt; use scheme: exponential, tau: instant, or a shorter dt";
        problems.at(&format!("{path}.tau"), message, help);
    }
}
