//! Populations: one input, time constants that the time step resolves.

use crate::circuit::Circuit;
use crate::circuit::connectivity::Connectivity;
use crate::neuron::{MOST_NEURONS, Neuron, Rate, Scheme};
use crate::schema::Problems;
use std::collections::HashSet;

pub fn check(circuit: &Circuit, problems: &mut Problems) {
    one_input(circuit, problems);
    let reached: HashSet<&str> = circuit.projections.iter().map(|p| p.to.as_str()).collect();
    for (name, neuron) in &circuit.populations.0 {
        let path = format!("populations.{name}");
        let Some(rate) = neuron.rate() else { continue };
        size(circuit, name, rate, &path, problems);
        time_constant(circuit.dt, rate, &path, problems);
        if !reached.contains(name.as_str()) {
            let help = format!("add (from: …, to: \"{name}\") to the projections, or remove it");
            problems.at(&path, format!("nothing projects to `{name}`"), help);
        }
    }
}

fn size(circuit: &Circuit, name: &str, rate: &Rate, path: &str, problems: &mut Problems) {
    let most = MOST_NEURONS as usize;
    let is_convolved = || {
        let mut onto = circuit.projections.iter().filter(|p| p.to == name);
        onto.any(|p| matches!(p.connectivity, Connectivity::Conv(_)))
    };
    match (rate.size, rate.shape) {
        (None, None) if is_convolved() => {
            let message = format!("how many maps `{name}` has follows from nothing");
            let help = "give it a shape: (CHANNELS, HEIGHT, WIDTH), or the convolution its channels";
            problems.at(path, message, help);
        }
        (None, None) => {
            problems.at(path, "the field `size` is missing", format!("legal: 1 to {most}, as in rate(size: 256)"));
        }
        (_, Some(map)) if map.size() > most => {
            let message = format!("a shape of {map} has {} neurons", map.size());
            problems.at(&format!("{path}.shape"), message, format!("legal: up to {most}"));
        }
        (Some(size), Some(map)) if map.size() != size => {
            let message = format!("a size of {size} is not that of its shape, {map} = {}", map.size());
            problems.at(&format!("{path}.size"), message, "leave size out: it follows from the shape");
        }
        _ => {}
    }
}

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
