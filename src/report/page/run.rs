//! The page of a run.

mod activity;
mod alignment;
pub(super) mod circuit;
mod credit;
pub(super) mod curves;
mod dimension;
mod file;
mod learning;
mod legs;
mod manifold;
mod overview;
mod probes;
mod robustness;
mod similarity;
mod trajectories;
mod weights;

use super::recorded::Recorded;
use super::{Page, Section};

/// The page of a run: a section for each thing that was recorded, none for what was not.
pub fn page(run: &Recorded) -> Page {
    let analysis = run.analysis.as_ref();
    let sections: [Option<Section>; 14] = [
        circuit::section(run),
        legs::section(run),
        learning::section(run),
        credit::section(run),
        manifold::section(run),
        analysis.and_then(|analysis| dimension::section(run, analysis)),
        analysis.and_then(|analysis| alignment::section(run, analysis)),
        analysis.and_then(|analysis| activity::section(run, analysis)),
        analysis.and_then(|analysis| trajectories::section(run, analysis)),
        analysis.and_then(weights::section),
        analysis.and_then(robustness::section),
        analysis.and_then(similarity::section),
        probes::section(run),
        file::section(run),
    ];
    Page { sections: sections.into_iter().flatten().collect(), ..overview::page(run) }.named()
}
