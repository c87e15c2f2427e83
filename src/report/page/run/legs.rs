//! The legs of a run that was changed half way, went on elsewhere, or began with what another circuit had learned.

use crate::report::page::Section;
use crate::report::page::recorded::Recorded;
use crate::report::page::table::{count, table};
use crate::run::document::Leg;

/// Every leg with what set it apart. Nothing for a run that has only one.
pub fn section(run: &Recorded) -> Option<Section> {
    let legs = run.legs();
    if legs.len() < 2 {
        return None;
    }
    let lead = "The run was changed half way, or went on elsewhere. What the page says of the circuit is true of the last leg; \
                updates, trials and perturbations are counted over all legs.";
    let mut section = Section::new("legs", "Legs", lead, Vec::new());
    let end = |at: usize| legs.get(at + 1).map(|next| next.from_update).or(run.summary.as_ref().map(|s| s.steps));
    let row = |(at, leg): (usize, &Leg)| {
        let said = if at == 0 { "the circuit as it was".into() } else { leg.said() };
        let end = end(at).map(count).unwrap_or_default();
        vec![said, count(leg.from_update), end, count(leg.samples), leg.device.clone(), leg.version.clone()]
    };
    let rows: Vec<Vec<String>> = legs.iter().enumerate().map(row).collect();
    let header = ["what changed", "from update", "until update", "trials before", "device", "version"];
    section.rest.push(table("Legs in their order.", &header, &rows));
    section.unless_empty()
}
