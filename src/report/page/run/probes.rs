//! What probes recorded: files beside the page.

use crate::circuit::Circuit;
use crate::circuit::connectivity::Sides;
use crate::circuit::probe::{Probe, Reduce, Variable};
use crate::record::npz::grows_for;
use crate::report::page::Section;
use crate::report::page::recorded::Recorded;
use crate::report::page::table::table;
use crate::run::document::Leg;
use crate::run::probes::{names, synapses_name};

/// Each file with what it holds. Nothing where nothing was recorded.
pub fn section(run: &Recorded) -> Option<Section> {
    if run.probes.is_empty() {
        return None;
    }
    let lead =
        "Arrays and archives for NumPy (numpy.load) and lines of JSON in probes/, recorded while the circuit learned.";
    let mut section = Section::new("probes", "Recordings", lead, Vec::new());
    let circuit = run.circuit.as_ref().map(|loaded| &loaded.circuit);
    let row = |(file, shape): &(String, Vec<u64>)| {
        let shape: Vec<String> = shape.iter().map(u64::to_string).collect();
        let (what, axes) = circuit.and_then(|circuit| said(circuit, run.legs(), file)).unwrap_or_default();
        vec![file.clone(), what, shape.join(" × "), axes]
    };
    let rows: Vec<Vec<String>> = run.probes.iter().map(row).collect();
    section.rest.push(table("Files of probes/.", &["file", "what", "shape", "axes"], &rows));
    section.unless_empty()
}

/// What a file holds, and its axes.
fn said(circuit: &Circuit, legs: &[Leg], file: &str) -> Option<(String, String)> {
    let (file, array) = grows_for(file).unwrap_or((file, "values"));
    if let Some((probe, from)) = probe_of(circuit, legs, file) {
        let mut what = format!("{} of {}", probe.variable_name(), probe.target());
        if from > 0 {
            what += &format!(", from update {from} on");
        }
        return Some(match array {
            "values" => (what, axes(circuit, &probe)),
            _ => (format!("{array} of each recording of {what}"), "recordings".into()),
        });
    }
    let projection = circuit.projections.iter().map(|p| p.name()).find(|name| synapses_name(name) == file)?;
    Some((format!("synapses of {projection}"), "synapses × (postsynaptic, presynaptic)".into()))
}

/// The probe that wrote a file, and the update before which nothing is in it. Legs tell; what has none goes by its name.
fn probe_of(circuit: &Circuit, legs: &[Leg], file: &str) -> Option<(Probe, u64)> {
    let recordings = legs.iter().rev().flat_map(|leg| &leg.recordings);
    let told = recordings
        .filter(|recording| recording.file == file)
        .find_map(|recording| Some((Probe::of_text(&recording.probe)?, recording.from_update)));
    told.or_else(|| {
        let at = names(&circuit.probes).iter().position(|name| name == file)?;
        Some((circuit.probes[at].clone(), 0))
    })
}

fn axes(circuit: &Circuit, probe: &Probe) -> String {
    let variable = probe.what(circuit.populations.get(probe.target()).filter(|_| probe.population.is_some()));
    let (rows, last) = match variable {
        Some(Variable::Activity | Variable::State) => ("steps × replicas", "neurons"),
        Some(Variable::Eligibility) => ("steps × replicas", "synapses"),
        Some(Variable::ThirdFactor) => ("replicas", "neurons"),
        Some(Variable::Bias | Variable::TimeConstant) => ("1", "neurons"),
        Some(Variable::FeedbackWeights) => ("outputs", "neurons or components"),
        Some(Variable::Basis) => ("components", "neurons"),
        Some(Variable::Weights) => match (&probe.reduce, complete(circuit, probe)) {
            (Reduce::Whole(_), false) => ("synapses", "1"),
            _ => ("postsynaptic neurons", "presynaptic neurons"),
        },
        None => return String::new(),
    };
    let last = match &probe.reduce {
        Reduce::Whole(_) => last,
        Reduce::Mean(_) => "mean",
        Reduce::Norm(_) => "norm",
        Reduce::Leading(_) => "components",
    };
    format!("recordings × {rows} × {last}")
}

/// True where every synapse of the projection exists.
fn complete(circuit: &Circuit, probe: &Probe) -> bool {
    probe.projection_index(circuit).is_none_or(|at| {
        let projection = &circuit.projections[at];
        projection.connectivity.is_complete(Sides::of(circuit, projection))
    })
}
