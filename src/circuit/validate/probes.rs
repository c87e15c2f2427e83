//! Probes: variables that exist, of replicas that run.

use crate::circuit::Circuit;
use crate::schema::{Problems, suggest};

pub fn check(circuit: &Circuit, problems: &mut Problems) {
    for (i, probe) in circuit.probes.iter().enumerate() {
        let Some(neuron) = circuit.populations.get(&probe.population) else { continue };
        let legal = neuron.variables().iter().map(|v| v.name);
        if !legal.clone().any(|name| name == probe.variable) {
            let message = format!("`{}` has no variable `{}`", probe.population, probe.variable);
            problems.at(&format!("probes.{i}.variable"), message, suggest::help(&probe.variable, legal));
        }
        if probe.replicas > circuit.run.replicas {
            let message = format!("{} replicas are asked for, the run has {}", probe.replicas, circuit.run.replicas);
            problems.at(&format!("probes.{i}.replicas"), message, format!("legal: 1 to {}", circuit.run.replicas));
        }
    }
}
