//! Which synapses exist, where not all do: weights are (synapses × 1).

use crate::circuit::connectivity::{Connectivity, Csr, Sides};

/// The synapses of one projection. Buffers with a value per synapse are (synapses × 1), in the order of
/// [`Listed::incoming`].
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// Its name: that of its projection.
    pub name: String,
    /// Postsynaptic neurons.
    pub post: usize,
    /// Presynaptic neurons.
    pub pre: usize,
    /// Number of synapses; in an outline, of those that are expected.
    pub synapses: usize,
    /// Synapses by postsynaptic neuron. Empty in an outline.
    pub incoming: Csr,
    /// Synapses by presynaptic neuron, where an operation needs them.
    pub outgoing: Option<Outgoing>,
    /// True where an operation needs them.
    both_ways: bool,
}

/// Synapses by presynaptic neuron: what gathers backward.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    /// Rows are presynaptic neurons, columns the postsynaptic ones.
    pub targets: Csr,
    /// Where each synapse stands in [`Listed::incoming`].
    pub places: Vec<u32>,
}

impl Listed {
    /// Draws the synapses of a projection.
    pub fn draw(connectivity: &Connectivity, sides: Sides, seed: u64, name: &str) -> Listed {
        let incoming = connectivity.draw(sides, seed, name);
        Listed { synapses: incoming.len(), incoming, ..Listed::outline(connectivity, sides, name) }
    }

    /// Counts the synapses that there will be, and lists none.
    pub fn outline(connectivity: &Connectivity, sides: Sides, name: &str) -> Listed {
        Listed {
            name: name.into(),
            post: sides.post,
            pre: sides.pre,
            synapses: connectivity.expected(sides) as usize,
            incoming: Csr::begin(0.0),
            outgoing: None,
            both_ways: false,
        }
    }

    /// Lists the synapses by presynaptic neuron too.
    pub fn with_outgoing(&mut self) {
        self.both_ways = true;
        let is_drawn = self.incoming.rows() == self.post;
        if self.outgoing.is_none() && is_drawn {
            let (targets, places) = self.incoming.transposed(self.pre);
            self.outgoing = Some(Outgoing { targets, places });
        }
    }

    /// Size in memory.
    pub fn bytes(&self) -> u64 {
        let list = |rows: usize| 4 * (rows as u64 + 1 + self.synapses as u64);
        list(self.post) + if self.both_ways { list(self.pre) + 4 * self.synapses as u64 } else { 0 }
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
    use crate::plan::{lower, outline};
    use std::path::Path;

    const SIDES: Sides = Sides { post: 300, pre: 200, no_self: false, maps: [None; 2] };

    fn some() -> Listed {
        Listed::draw(&Probability { p: 0.1 }.into(), SIDES, 1, "a_b")
    }

    #[test]
    fn the_transposed_list_holds_the_same_synapses() {
        let mut listed = some();
        let before = listed.bytes();
        listed.with_outgoing();
        let outgoing = listed.outgoing.as_ref().unwrap();
        let synapses: Vec<(usize, usize)> = listed.incoming.iter().collect();
        for ((pre, post), &place) in outgoing.targets.iter().zip(&outgoing.places) {
            assert_eq!(synapses[place as usize], (post, pre));
        }
        let mut places = outgoing.places.clone();
        places.sort_unstable();
        assert!(places.into_iter().eq(0..listed.synapses as u32));
        assert_eq!(listed.bytes() - before, 4 * (201 + 2 * listed.synapses as u64));
        let values: Vec<f32> = (0..listed.synapses).map(|s| s as f32 + 1.0).collect();
        let dense = listed.to_dense(&values);
        assert!(synapses.iter().zip(&values).all(|(&(i, j), value)| dense[i * 200 + j] == *value));
        assert_eq!(dense.iter().filter(|x| **x != 0.0).count(), listed.synapses);
    }

    #[test]
    fn an_outline_counts_synapses_that_it_does_not_list() {
        let text = "Circuit(task: pulse(inputs: 200), populations: {\"a\": input, \"b\": rate(size: 300)},
            projections: [(from: \"a\", to: \"b\", connectivity: in_degree(k: 20), plastic: false)])";
        let circuit = load_text(text, Path::new("test.ron"), &[]).unwrap().circuit;
        let (outline, plan) = (outline(&circuit, 1), lower(&circuit, 1));
        let (counted, drawn) = (outline.lists().next().unwrap(), plan.lists().next().unwrap());
        assert_eq!((counted.incoming.len(), drawn.incoming.len()), (0, 6000));
        assert_eq!((counted.synapses, counted.bytes()), (6000, drawn.bytes()));
        let sizes = |plan: &crate::plan::Plan| plan.buffers.iter().map(|b| (b.rows, b.cols)).collect::<Vec<_>>();
        assert_eq!(sizes(&outline), sizes(&plan));
    }
}
