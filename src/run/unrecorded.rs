//! Probes of what only some of the compared credit sources have: a basis, feedback weights, a third factor.

use super::jobs::Job;
use crate::circuit::probe::{Probe, Reduce};
use crate::circuit::{Circuit, Loaded};
use crate::plan;

/// Leaves probes out of the runs that do not have what they record, where the circuit itself or another run has it; says
/// which. What none of them has is a mistake, and stays to be refused.
pub fn leave_out(own: &Loaded, jobs: &mut [Job]) -> Vec<String> {
    if jobs.iter().all(|job| job.loaded.circuit.probes.is_empty()) {
        return Vec::new();
    }
    let mut known = recorded(&own.circuit);
    let mut notes: Vec<(String, Vec<String>)> = Vec::new();
    let alike = |a: &Job, b: &Job| a.label == b.label;
    let of_groups: Vec<Vec<Probe>> = jobs.chunk_by(alike).map(|group| recorded(&group[0].loaded.circuit)).collect();
    known.extend(of_groups.iter().flatten().cloned());
    for (group, recorded) in jobs.chunk_by_mut(alike).zip(&of_groups) {
        let keeps = |probe: &Probe| is_among(recorded, probe) || !is_among(&known, probe);
        for probe in group[0].loaded.circuit.probes.iter().filter(|probe| !keeps(probe)) {
            let (name, label) = (name(probe), group[0].label.clone());
            match notes.iter_mut().find(|(other, _)| *other == name) {
                Some((_, labels)) => labels.push(label),
                None => notes.push((name, vec![label])),
            }
        }
        group.iter_mut().for_each(|job| job.loaded.circuit.probes.retain(keeps));
    }
    let said = |(name, labels): (String, Vec<String>)| {
        format!("no {name} with {}: the probe is left out there", labels.join("; "))
    };
    notes.into_iter().map(said).collect()
}

/// The probes of what a circuit has.
fn recorded(circuit: &Circuit) -> Vec<Probe> {
    let plan = plan::outline(circuit, 1);
    let found = circuit.probes.iter().zip(&plan.learn.probes).filter(|(_, recorded)| recorded.is_some());
    found.map(|(probe, _)| probe.clone()).collect()
}

/// True if one of these probes records the same; when does not matter.
fn is_among(probes: &[Probe], probe: &Probe) -> bool {
    let what = |probe: &Probe| (probe.target().to_string(), probe.variable_name().to_string(), probe.reduce.clone());
    probes.iter().any(|other| what(other) == what(probe))
}

fn name(probe: &Probe) -> String {
    let along = match &probe.reduce {
        Reduce::Leading(leading) => format!(" along {} components", leading.count),
        _ => String::new(),
    };
    format!("`{}` of `{}`{along}", probe.variable_name(), probe.target())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::circuit::load_text;
    use std::path::Path;

    fn job(credit: &str, probes: &str) -> Job {
        let sets = [format!("credit={credit}"), format!("probes=[{probes}]")];
        let text = include_str!("../../circuits/digits_mlp.ron");
        let loaded = load_text(text, Path::new("digits_mlp.ron"), &sets).expect("a shipped circuit");
        Job { label: credit.split('(').next().unwrap_or_default().into(), seed: 1, loaded }
    }

    const NOISE: &str = "manifold_noise(manifold: pca(rank: 4))";

    fn left(own: &str, credits: &[&str], probes: &str) -> (Vec<usize>, Vec<String>) {
        let mut jobs: Vec<Job> = credits.iter().map(|credit| job(credit, probes)).collect();
        let notes = leave_out(&job(own, probes).loaded, &mut jobs);
        (jobs.iter().map(|job| job.loaded.circuit.probes.len()).collect(), notes)
    }

    #[test]
    fn what_another_has_is_left_out() {
        let probes = "(population: \"h1\", variable: \"basis\"), (population: \"h1\"), \
                      (population: \"h1\", reduce: components(count: 2))";
        let (kept, notes) = left(NOISE, &[NOISE, "backprop", "frozen"], probes);
        assert_eq!(kept, [3, 1, 1]);
        let expected = [
            "no `basis` of `h1` with backprop; frozen: the probe is left out there",
            "no `activity` of `h1` along 2 components with backprop; frozen: the probe is left out there",
        ];
        assert_eq!(notes, expected);
        // It is enough that the circuit's own credit has it, or one that is compared.
        assert_eq!(left(NOISE, &["backprop"], probes).0, [1]);
        assert_eq!(left("frozen", &["backprop", NOISE], probes).0, [1, 3]);
    }

    #[test]
    fn what_none_has_stays_to_be_refused() {
        let probe = "(population: \"h1\", variable: \"basis\")";
        assert_eq!(left("frozen", &["backprop", "frozen"], probe), (vec![1, 1], vec![]));
    }
}
