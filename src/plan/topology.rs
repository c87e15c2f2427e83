//! Which synapses exist, where not all do: shared by everything that has a value per synapse, and never changed.

use crate::circuit::connectivity::{Connectivity, Csr, Sides};

/// Index of a topology in its plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TopologyId(pub usize);

/// The synapses of one projection. Buffers with a value per synapse are (synapses × 1), in the order of
/// [`Topology::incoming`].
#[derive(Debug, Clone, PartialEq)]
pub struct Topology {
    /// Its name: that of its projection.
    pub name: String,
    /// Postsynaptic neurons.
    pub post: usize,
    /// Presynaptic neurons.
    pub pre: usize,
    /// Number of synapses.
    pub synapses: usize,
    /// Synapses by postsynaptic neuron. Empty where memory would not hold them: such a plan is refused, not opened.
    pub incoming: Csr,
    /// Synapses by presynaptic neuron, where an operation needs them.
    pub outgoing: Option<Outgoing>,
}

/// Synapses by presynaptic neuron: what gathers backward.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    /// Rows are presynaptic neurons, columns the postsynaptic ones.
    pub targets: Csr,
    /// Where each synapse stands in [`Topology::incoming`].
    pub places: Vec<u32>,
}

impl Topology {
    /// Draws the synapses of a projection, if they fit into `room` bytes.
    pub fn draw(connectivity: &Connectivity, sides: Sides, seed: u64, name: &str, room: u64) -> Topology {
        let Sides { post, pre, .. } = sides;
        let expected = connectivity.expected(sides);
        let mut topology = Topology {
            name: name.into(),
            post,
            pre,
            synapses: expected as usize,
            incoming: Csr::begin(0.0),
            outgoing: None,
        };
        // Twice what the list takes: it may have to grow, and its values are as large again.
        if 8.0 * expected + 4.0 * post as f64 <= room as f64 {
            topology.incoming = connectivity.draw(sides, seed, name);
            topology.synapses = topology.incoming.len();
        }
        topology
    }

    /// False where memory would not hold the synapses.
    pub fn is_drawn(&self) -> bool {
        self.incoming.rows() == self.post
    }

    /// Lists the synapses by presynaptic neuron too.
    pub fn with_outgoing(&mut self) {
        if self.outgoing.is_none() && self.is_drawn() {
            let (targets, places) = self.incoming.transposed(self.pre);
            self.outgoing = Some(Outgoing { targets, places });
        }
    }

    /// Size in memory.
    pub fn bytes(&self) -> u64 {
        let list = |rows: usize| 4 * (rows as u64 + 1 + self.synapses as u64);
        list(self.post) + self.outgoing.as_ref().map_or(0, |_| list(self.pre) + 4 * self.synapses as u64)
    }

    /// The share of all pairs of neurons that have a synapse.
    pub fn density(&self) -> f64 {
        self.synapses as f64 / (self.post as f64 * self.pre as f64)
    }

    /// Values per synapse as a matrix (post × pre) with zeros where there is none.
    pub fn to_dense(&self, values: &[f32]) -> Vec<f32> {
        let mut dense = vec![0.0; self.post * self.pre];
        self.cells().zip(values).for_each(|(cell, value)| dense[cell] = *value);
        dense
    }

    /// The place of each synapse in a row-major (post × pre) matrix.
    pub fn cells(&self) -> impl Iterator<Item = usize> + '_ {
        self.incoming.iter().map(|(post, pre)| post * self.pre + pre)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::circuit::connectivity::Probability;
    use crate::circuit::load_text;
    use crate::plan::{lower, memory::Memory};
    use std::path::Path;
    use std::sync::Arc;

    const SIDES: Sides = Sides { post: 300, pre: 200, no_self: false };

    fn some(room: u64) -> Topology {
        Topology::draw(&Probability { p: 0.1 }.into(), SIDES, 1, "a_b", room)
    }

    #[test]
    fn the_transposed_list_holds_the_same_synapses() {
        let mut topology = some(u64::MAX);
        let before = topology.bytes();
        topology.with_outgoing();
        let outgoing = topology.outgoing.as_ref().unwrap();
        let synapses: Vec<(usize, usize)> = topology.incoming.iter().collect();
        for ((pre, post), &place) in outgoing.targets.iter().zip(&outgoing.places) {
            assert_eq!(synapses[place as usize], (post, pre));
        }
        let mut places = outgoing.places.clone();
        places.sort_unstable();
        assert!(places.into_iter().eq(0..topology.synapses as u32));
        assert_eq!(topology.bytes() - before, 4 * (201 + 2 * topology.synapses as u64));
        let values: Vec<f32> = (0..topology.synapses).map(|s| s as f32 + 1.0).collect();
        let dense = topology.to_dense(&values);
        assert!(synapses.iter().zip(&values).all(|(&(i, j), value)| dense[i * 200 + j] == *value));
        assert_eq!(dense.iter().filter(|x| **x != 0.0).count(), topology.synapses);
    }

    #[test]
    fn synapses_that_memory_would_not_hold_are_not_drawn_and_the_plan_is_refused() {
        let text = "Circuit(task: pulse(inputs: 200), populations: {\"a\": input, \"b\": rate(size: 300)},
            projections: [(from: \"a\", to: \"b\", connectivity: probability(p: 0.1), plastic: false)])";
        let circuit = load_text(text, Path::new("test.ron"), &[]).unwrap().circuit;
        let mut plan = lower(&circuit, 1);
        assert!(plan.topologies[0].is_drawn() && Memory::of(&plan).shortage(u64::MAX).is_none());
        plan.topologies[0] = Arc::new(some(1000));
        assert_eq!((plan.topologies[0].is_drawn(), plan.topologies[0].synapses), (false, 6000));
        let said = Memory::of(&plan).shortage(u64::MAX).unwrap();
        assert!(said.starts_with("the circuit needs "), "{said}");
        let listed = Memory::of(&plan).by.into_iter().find(|share| share.name == "synapses.a_b").unwrap();
        assert_eq!(listed.bytes, 4 * (301 + 6000));
    }
}
