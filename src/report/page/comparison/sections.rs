//! The page: its sections in their order.

use super::{Compared, curves, overview, tables, varied};
use crate::report::page::run::circuit;
use crate::report::page::{Page, Section};

const CIRCUIT: &str = "Drawn with the first of the credit sources.";

/// The page of a comparison.
pub fn page(compared: &Compared) -> Page {
    let drawing = compared.circuit.as_ref().and_then(|loaded| circuit::of(&loaded.circuit, CIRCUIT));
    let sections = [
        varied::varied(compared),
        curves::scores(compared),
        curves::learning(compared),
        curves::credit(compared),
        drawing,
        tables::runs(compared),
    ];
    let sections: Vec<Section> = sections.into_iter().flatten().collect();
    Page { sections, ..overview::page(compared) }.named()
}
