//! What the synapses of a projection form. All that a structure is asked for stands here; its products stand in a file of the
//! same name in each engine.

pub mod dense;
pub mod listed;

pub use dense::Dense;
pub use listed::Listed;

use crate::circuit::connectivity::{Connectivity, Sides};
use std::ops::Range;

/// Index of a structure in its plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StructureId(pub usize);

/// What the synapses of a projection form: shared by everything that has a value per weight, and never changed.
#[derive(Debug, Clone, PartialEq)]
pub enum Structure {
    /// All that there can be.
    Dense(Dense),
    /// Those of a list.
    Listed(Listed),
}

impl Structure {
    /// That of a projection.
    pub fn draw(connectivity: &Connectivity, sides: Sides, seed: u64, name: &str) -> Structure {
        match connectivity.is_complete(sides) {
            true => Structure::Dense(Dense::of(sides)),
            false => Structure::Listed(Listed::draw(connectivity, sides, seed, name)),
        }
    }

    /// The same, where nothing that is as large as the circuit is listed.
    pub fn outline(connectivity: &Connectivity, sides: Sides, name: &str) -> Structure {
        match connectivity.is_complete(sides) {
            true => Structure::Dense(Dense::of(sides)),
            false => Structure::Listed(Listed::outline(connectivity, sides, name)),
        }
    }

    /// Postsynaptic neurons.
    pub fn post(&self) -> usize {
        match self {
            Structure::Dense(dense) => dense.post,
            Structure::Listed(listed) => listed.post,
        }
    }

    /// Presynaptic neurons.
    pub fn pre(&self) -> usize {
        match self {
            Structure::Dense(dense) => dense.pre,
            Structure::Listed(listed) => listed.pre,
        }
    }

    /// Rows and columns of a buffer with a value per weight.
    pub fn shape(&self) -> (usize, usize) {
        match self {
            Structure::Dense(dense) => (dense.post, dense.pre),
            Structure::Listed(listed) => (listed.synapses, 1),
        }
    }

    /// The list of synapses, where not all exist.
    pub fn listed(&self) -> Option<&Listed> {
        match self {
            Structure::Dense(_) => None,
            Structure::Listed(listed) => Some(listed),
        }
    }

    /// Has everything listed that carries credit backward.
    pub fn both_ways(&mut self) {
        match self {
            Structure::Dense(_) => {}
            Structure::Listed(listed) => listed.with_outgoing(),
        }
    }

    /// Which neurons each weight connects, in the order of weights: post and pre.
    pub fn pairs(&self) -> Box<dyn Iterator<Item = (usize, usize)> + '_> {
        match self {
            Structure::Dense(dense) => Box::new((0..dense.post * dense.pre).map(|at| (at / dense.pre, at % dense.pre))),
            Structure::Listed(listed) => Box::new(listed.incoming.iter()),
        }
    }

    /// The weights of a postsynaptic neuron.
    pub fn incoming(&self, post: usize) -> Range<usize> {
        match self {
            Structure::Dense(dense) => post * dense.pre..(post + 1) * dense.pre,
            Structure::Listed(listed) => listed.incoming.row(post),
        }
    }

    /// Values per weight as a matrix (post × pre) with zeros where there is none.
    pub fn to_dense(&self, values: Vec<f32>) -> Vec<f32> {
        match self {
            Structure::Dense(_) => values,
            Structure::Listed(listed) => listed.to_dense(&values),
        }
    }

    /// Size in memory, values left out.
    pub fn bytes(&self) -> u64 {
        match self {
            Structure::Dense(_) => 0,
            Structure::Listed(listed) => listed.bytes(),
        }
    }
}
