//! Probes: variables that have a name, of replicas that run. Whether learning makes them is known when the plan is made.

use crate::circuit::{Circuit, Probe};
use crate::schema::{Problems, suggest};

pub fn check(circuit: &Circuit, problems: &mut Problems) {
    for (i, probe) in circuit.probes.iter().enumerate() {
        let at = |field: &str| format!("probes.{i}.{field}");
        let neuron = match (&probe.population, &probe.projection) {
            (Some(population), None) => match circuit.populations.get(population) {
                Some(neuron) => Some(neuron),
                None => continue,
            },
            (None, Some(name)) => {
                if probe.projection_index(circuit).is_none() {
                    let names: Vec<String> = circuit.projections.iter().map(|p| p.name()).collect();
                    let help = suggest::help(name, names.iter().map(String::as_str));
                    problems.at(&at("projection"), format!("projection `{name}` does not exist"), help);
                    continue;
                }
                None
            }
            _ => {
                let message = "a probe records a population or a projection";
                problems.at(&format!("probes.{i}"), message, "give one of `population` and `projection`");
                continue;
            }
        };
        let what = probe.what(neuron);
        if what.is_none() {
            let (target, name) = (probe.target(), probe.variable_name());
            let help = suggest::help(name, Probe::names(neuron));
            problems.at(&at("variable"), format!("`{target}` has no variable `{name}`"), help);
        }
        if probe.until.is_some_and(|until| until <= probe.from) {
            problems.at(&at("until"), format!("recording ends before update {}, where it begins", probe.from), "");
        }
        if let Some(message) = nothing_recorded(probe, circuit.run.updates) {
            problems.at(&at("from"), message, "updates count from 0; those that `every` divides are recorded");
        }
        let steps = circuit.task.shape(circuit.dt).steps;
        match (what, probe.field_of_steps()) {
            (Some(what), Some(field)) if !what.at_every_step() => {
                let name = probe.variable_name();
                let message = format!("`{name}` is recorded once an update, not at steps of its trials");
                problems.at(
                    &at(field),
                    message,
                    format!("leave out `{field}`: it is for what has a value at every step"),
                );
            }
            _ if probe.steps(steps).next().is_none() => {
                let message = format!("no step of a trial of {steps} is recorded");
                problems.at(&at("first_step"), message, "`first_step` must be below `end_step` and the trial's steps");
            }
            _ => {}
        }
        if probe.replicas > circuit.run.replicas {
            let message = format!("{} replicas are asked for, the run has {}", probe.replicas, circuit.run.replicas);
            problems.at(&at("replicas"), message, format!("legal: 1 to {}", circuit.run.replicas));
        }
    }
}

/// Why a probe records no update of a run of this length, where that is known. A run without updates records nothing by
/// intention.
pub fn nothing_recorded(probe: &Probe, updates: Option<u64>) -> Option<String> {
    let Probe { every, from, until, .. } = *probe;
    let first = from.div_ceil(every).saturating_mul(every);
    if let Some(until) = until.filter(|until| from < *until && *until <= first) {
        return Some(format!("no update from {from} to {} is a multiple of {every}: nothing is recorded", until - 1));
    }
    let updates = updates.filter(|updates| (1..=first).contains(updates))?;
    Some(format!("the first update to be recorded would be {first}, but the run has {updates}"))
}
