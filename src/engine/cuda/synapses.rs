//! A number for every synapse, summed over replicas.

use super::layout::{Address, args};
use super::site::Site;
use super::strips::slices;
use crate::plan::TopologyId;

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
    /// The synapses from `pre` neurons to `post` neurons, for sums over `rows` replicas.
    pub fn new(topology: Option<TopologyId>, (post, pre): (usize, usize), rows: usize, site: &Site) -> Synapses {
        let count = topology.map_or(post * pre, |id| site.plan.topologies[id.0].synapses);
        let list = |which: usize| topology.map_or(0, |id| site.lists(id).incoming[which].address());
        Synapses {
            starts: list(0),
            columns: list(1),
            count: count as u64,
            post: post as u32,
            pre: pre as u32,
            slices: slices(count, rows) as u32,
        }
    }

    /// Threads with work.
    pub fn threads(&self) -> usize {
        self.count as usize * self.slices as usize
    }
}
