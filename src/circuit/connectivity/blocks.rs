//! Groups of neurons that are connected more densely within than between.

use super::random::successes;
use super::{Csr, Sides};
use crate::schema::Rule;
use rand_core::Rng;
use std::ops::Range;

crate::record! {
    /// Both populations are cut into the same number of blocks of neighbours, nearly equal in size; synapses exist with
    /// one probability within a block and with another between blocks (stochastic block model; Holland, Laskey and
    /// Leinhardt 1983, doi:10.1016/0378-8733(83)90021-7). The defaults make weights block-diagonal.
    pub struct Blocks = "blocks" {
        /// Number of blocks; at most the number of neurons of the smaller population.
        count: usize, Rule::ANY.at_least(1.0);
        /// Probability of a synapse within a block.
        within: f64 = 1.0, Rule::ANY.within(0.0, 1.0);
        /// Probability of a synapse from one block to another.
        between: f64 = 0.0, Rule::ANY.within(0.0, 1.0);
    }
}

impl Blocks {
    /// The neurons of a block, of a population of `n`.
    pub fn members(&self, block: usize, n: usize) -> Range<usize> {
        let start = |block: usize| (n as u128 * block as u128 / self.count as u128) as usize;
        start(block)..start(block + 1)
    }

    /// The block of a neuron, of a population of `n`.
    pub fn block_of(&self, neuron: usize, n: usize) -> usize {
        // The greatest block that starts at the neuron or before it.
        (((neuron as u128 + 1) * self.count as u128 - 1) / n as u128) as usize
    }

    pub(super) fn expected(&self, sides: Sides) -> f64 {
        let within: f64 = (0..self.count)
            .map(|block| self.members(block, sides.post).len() as f64 * self.members(block, sides.pre).len() as f64)
            .sum();
        let between = sides.post as f64 * sides.pre as f64 - within;
        let themselves = if sides.no_self { sides.post as f64 } else { 0.0 };
        self.within * (within - themselves) + self.between * between
    }

    pub(super) fn row(&self, post: usize, sides: Sides, rng: &mut impl Rng, csr: &mut Csr) {
        let own = self.members(self.block_of(post, sides.post), sides.pre);
        for (range, p) in [(0..own.start, self.between), (own.clone(), self.within), (own.end..sides.pre, self.between)]
        {
            csr.extend(successes(range, p, rng).filter(|&pre| sides.allow(post, pre)));
        }
    }
}
