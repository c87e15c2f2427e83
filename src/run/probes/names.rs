//! How the files of probes are called.

use crate::circuit::probe::{Format, Probe};
use crate::record::npz;

/// The folder in a run's folder.
pub(super) const FOLDER: &str = "probes";

/// The name of each probe's file.
pub fn names(probes: &[Probe]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for probe in probes {
        let name =
            |suffix: String| format!("{}_{}{suffix}.{}", probe.target(), probe.variable_name(), probe.format.name());
        let mut free = std::iter::once(String::new()).chain((2..).map(|k| format!("_{k}"))).map(name);
        names.push(free.find(|name| !names.contains(name)).expect("the natural numbers do not end"));
    }
    names
}

/// The name of the file that says which synapse each weight of a projection is.
pub fn synapses_name(projection: &str) -> String {
    format!("{projection}_synapses.npy")
}

/// Files in a run's folder that its probes may write, at any time.
pub fn files(probes: &[Probe]) -> Vec<String> {
    probes.iter().zip(names(probes)).flat_map(|(probe, name)| files_of(probe, &name)).collect()
}

/// Those of one probe whose recordings go to this file.
pub(super) fn files_of(probe: &Probe, name: &str) -> Vec<String> {
    let files = match probe.format {
        Format::Npz => npz::files(name).to_vec(),
        _ => vec![name.to_string(), synapses_name(probe.target())],
    };
    files.iter().map(|name| format!("{FOLDER}/{name}")).collect()
}
