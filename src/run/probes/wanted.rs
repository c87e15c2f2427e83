//! What a probe writes of what it reads.

use super::synapses::synapses;
use crate::circuit::probe::{Probe, Reduce};
use crate::plan::Recorded;
use crate::run::session::Session;
use std::ops::Range;

/// What a probe will write: which numbers of what it reads, and the shape of a recording.
pub struct Wanted<'a> {
    pub probe: &'a Probe,
    pub recorded: Recorded,
    pub rows: Vec<Range<usize>>,
    pub shape: Vec<usize>,
}

impl<'a> Wanted<'a> {
    pub fn of(session: &Session, probe: &'a Probe, recorded: Recorded) -> Wanted<'a> {
        let cols = session.plan().buffer(recorded.to).cols;
        let steps: Vec<usize> = probe.steps(session.plan().learn.steps).collect();
        let row = |row: usize| row * cols..(row + 1) * cols;
        let whole = matches!(probe.reduce, Reduce::Whole(_));
        let (mut shape, rows): (Vec<usize>, Vec<Range<usize>>) = match (recorded.every_step, synapses(session, probe)) {
            (true, _) => {
                let kept = steps.iter().flat_map(|step| step * probe.replicas..(step + 1) * probe.replicas);
                (vec![steps.len(), probe.replicas], kept.map(row).collect())
            }
            (false, Some(synapses)) if !whole => {
                let starts = synapses.starts().windows(2);
                (vec![synapses.rows()], starts.map(|ends| ends[0] as usize..ends[1] as usize).collect())
            }
            (false, _) => (vec![recorded.rows], (0..recorded.rows).map(row).collect()),
        };
        shape.push(match &probe.reduce {
            Reduce::Whole(_) => cols,
            Reduce::Mean(_) | Reduce::Norm(_) => 1,
            Reduce::Leading(leading) => leading.count,
        });
        Wanted { probe, recorded, rows, shape }
    }
}
