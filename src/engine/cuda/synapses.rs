//! A number for every synapse, summed over replicas.

use super::layout::{Address, args};
use super::site::Site;
use super::strips::slices;
use crate::plan::StructureId;

args! {
    /// `Synapses` of synapses.cuh.
    pub struct Synapses {
        starts: Address,
        columns: Address,
        count: u64,
        post: u32,
        pre: u32,
        slices: u32,
    }
}

impl Synapses {
    /// The weights of a structure, for sums over `rows` replicas.
    pub fn new(id: StructureId, rows: usize, site: &Site) -> Synapses {
        let structure = site.plan.structure(id);
        let ((rows_of_it, cols), [starts, columns]) = (structure.shape(), site.incoming(id));
        Synapses { starts, columns, ..Synapses::all((structure.post(), structure.pre()), rows_of_it * cols, rows) }
    }

    /// One weight of each of so many neurons.
    pub fn one_each(neurons: usize, rows: usize) -> Synapses {
        Synapses::all((neurons, 1), neurons, rows)
    }

    fn all((post, pre): (usize, usize), count: usize, rows: usize) -> Synapses {
        let slices = slices(count, rows) as u32;
        Synapses { starts: 0, columns: 0, count: count as u64, post: post as u32, pre: pre as u32, slices }
    }

    /// Threads with work.
    pub fn threads(&self) -> usize {
        self.count as usize * self.slices as usize
    }
}
