//! The picture of a comparison.

use crate::circuit::Circuit;
use crate::run::document::CompareDocument;

/// Scores over the run for every credit source: median over seeds, with quartiles as a band.
pub fn svg(_circuit: &Circuit, _document: &CompareDocument) -> String {
    String::new()
}
