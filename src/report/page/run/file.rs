//! How to do it again.

use crate::report::page::Section;
use crate::report::page::recorded::Recorded;
use crate::report::page::shell::{command, folded};

/// The command, and the circuit file with every default written out.
pub fn section(run: &Recorded) -> Option<Section> {
    let mut section = Section::new("again", "Run it again", "", Vec::new());
    if run.text.trim().is_empty() {
        return None;
    }
    let device = run.summary.as_ref().map_or(String::new(), |s| format!(" --device {}", s.device));
    let version = run.summary.as_ref().map_or(String::new(), |s| format!(" of version {}", s.version));
    let before = format!(
        "In the run’s folder, with trifactor{version}: the file holds the seed and every default, and gives the same bits on \
         the same kind of device, for any number of threads."
    );
    let before = match run.legs().iter().any(|leg| !leg.changes.is_empty()) {
        true => format!(
            "In the run’s folder, with trifactor{version}: the file is the circuit of the last leg, from the first update on. \
             It does not give the same numbers as this run, which had that circuit only from update {} on.",
            run.legs().iter().rfind(|leg| !leg.changes.is_empty()).map_or(0, |leg| leg.from_update)
        ),
        false => before,
    };
    section.rest.push(command(&before, &format!("trifactor run circuit.ron{device}")));
    section.rest.push(folded("circuit.ron", run.text.trim_end()));
    section.unless_empty()
}
