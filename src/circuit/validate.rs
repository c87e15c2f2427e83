//! What no field can know alone: names that exist, sizes that fit, graphs that can be computed.

mod connectivity;
mod convolution;
mod credit;
pub mod names;
mod output;
mod populations;
mod probes;
mod projections;
mod signs;
mod task;

pub use credit::{is_hidden, least_hidden, needs_own_eligibility};
pub use probes::nothing_recorded;

use super::{Circuit, Graph};
use crate::schema::Problems;

/// Pushes every semantic problem of a circuit whose fields were all read.
pub fn validate(circuit: &Circuit, problems: &mut Problems) {
    name(circuit, problems);
    if !is_of_a_size_to_check(circuit, problems) {
        return;
    }
    populations::check(circuit, problems);
    projections::check(circuit, problems);
    if !names::in_circuit(circuit, problems) {
        return; // what follows needs every name to exist
    }
    task::check(circuit, problems);
    connectivity::check(circuit, problems);
    signs::check(circuit, problems);
    match Graph::of(circuit) {
        Ok(graph) => {
            output::check(circuit, problems);
            credit::check(circuit, &graph, problems);
        }
        Err(cycle) => projections::report_cycle(circuit, &cycle, problems),
    }
    probes::check(circuit, problems);
}

/// The work of compiling a circuit grows with the product of the two.
const MOST_POPULATIONS: usize = 4_096;
const MOST_PROJECTIONS: usize = 65_536;

fn is_of_a_size_to_check(circuit: &Circuit, problems: &mut Problems) -> bool {
    let counts = [
        ("populations", circuit.populations.0.len(), MOST_POPULATIONS),
        ("projections", circuit.projections.len(), MOST_PROJECTIONS),
    ];
    for (what, count, most) in counts.into_iter().filter(|(_, count, most)| count > most) {
        problems.at(what, format!("{count} {what} are more than a circuit can have"), format!("legal: up to {most}"));
    }
    counts.iter().all(|(_, count, most)| count <= most)
}

/// The circuit's name names the folders of its runs, which must not lie elsewhere.
fn name(circuit: &Circuit, problems: &mut Problems) {
    let name = &circuit.name;
    if name.contains(['/', '\\']) || name.contains(char::is_control) || name.len() > 200 {
        let message = format!("{name:?} cannot be the name of a folder");
        problems.at("name", message, "leave out `/`, `\\` and control characters, and use at most 200 bytes");
    }
}
