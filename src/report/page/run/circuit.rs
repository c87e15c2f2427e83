//! The circuit, drawn.

use crate::circuit::Circuit;
use crate::report::page::recorded::Recorded;
use crate::report::page::{Figure, Section};
use crate::report::svg;

/// The drawing of `trifactor explain --svg`.
pub fn section(run: &Recorded) -> Option<Section> {
    let circuit = &run.circuit.as_ref()?.circuit;
    let caption = match (circuit.about.source.as_str(), circuit.about.expect.as_str()) {
        ("", "") => String::new(),
        ("", expect) => format!("Expected: {expect}."),
        (source, "") => format!("Source: {source}."),
        (source, expect) => format!("Source: {source}. Expected: {expect}."),
    };
    of(circuit, &caption.replace("..", "."))
}

/// A circuit with something said of it.
pub fn of(circuit: &Circuit, caption: &str) -> Option<Section> {
    let caption = caption.into();
    let figure = Figure { name: "circuit".into(), drawing: svg::drawing(circuit, false), caption, numbers: None };
    Section::new("circuit-section", "Circuit", "", vec![figure]).unless_empty()
}
