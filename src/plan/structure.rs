//! What the synapses of a projection form. All that a structure is asked for stands here; its products stand in a file of the
//! same name in each engine.

pub mod conv;
pub mod dense;
pub mod listed;

pub use dense::Dense;
pub use listed::Listed;

use crate::circuit::connectivity::{Connectivity, Patches, Sides};
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
    /// A convolution's, of which all places share a kernel: weights are (maps behind × numbers of a patch).
    Conv(Patches),
}

impl Structure {
    /// That of a projection.
    pub fn draw(connectivity: &Connectivity, sides: Sides, seed: u64, name: &str) -> Structure {
        match Structure::unlisted(connectivity, sides) {
            Some(structure) => structure,
            None => Structure::Listed(Listed::draw(connectivity, sides, seed, name)),
        }
    }

    /// The same, where nothing that is as large as the circuit is listed.
    pub fn outline(connectivity: &Connectivity, sides: Sides, name: &str) -> Structure {
        match Structure::unlisted(connectivity, sides) {
            Some(structure) => structure,
            None => Structure::Listed(Listed::outline(connectivity, sides, name)),
        }
    }

    fn unlisted(connectivity: &Connectivity, sides: Sides) -> Option<Structure> {
        let dense = || connectivity.is_complete(sides).then(|| Structure::Dense(Dense::of(sides)));
        connectivity.shared(sides).map(Structure::Conv).or_else(dense)
    }

    /// Postsynaptic neurons.
    pub fn post(&self) -> usize {
        match self {
            Structure::Dense(dense) => dense.post,
            Structure::Listed(listed) => listed.post,
            Structure::Conv(patches) => patches.post.size(),
        }
    }

    /// Presynaptic neurons.
    pub fn pre(&self) -> usize {
        match self {
            Structure::Dense(dense) => dense.pre,
            Structure::Listed(listed) => listed.pre,
            Structure::Conv(patches) => patches.pre.size(),
        }
    }

    /// Multiplications of a row of activity with the weights.
    pub fn products(&self) -> u64 {
        match self {
            Structure::Dense(dense) => (dense.post as u64).saturating_mul(dense.pre as u64),
            Structure::Listed(listed) => listed.synapses as u64,
            Structure::Conv(patches) => (patches.post.size() as u64).saturating_mul(patches.len() as u64),
        }
    }

    /// Rows and columns of a buffer with a value per weight.
    pub fn shape(&self) -> (usize, usize) {
        match self {
            Structure::Dense(dense) => (dense.post, dense.pre),
            Structure::Listed(listed) => (listed.synapses, 1),
            Structure::Conv(patches) => (patches.post.channels, patches.len()),
        }
    }

    /// The list of synapses, where not all exist.
    pub fn listed(&self) -> Option<&Listed> {
        match self {
            Structure::Dense(_) | Structure::Conv(_) => None,
            Structure::Listed(listed) => Some(listed),
        }
    }

    /// Has everything listed that carries credit backward.
    pub fn both_ways(&mut self) {
        match self {
            Structure::Dense(_) | Structure::Conv(_) => {}
            Structure::Listed(listed) => listed.with_outgoing(),
        }
    }

    /// Which neurons each weight connects, in the order of weights: post and pre. Where a weight connects many, none.
    pub fn pairs(&self) -> Box<dyn Iterator<Item = (usize, usize)> + '_> {
        match self {
            Structure::Dense(dense) => Box::new((0..dense.post * dense.pre).map(|at| (at / dense.pre, at % dense.pre))),
            Structure::Listed(listed) => Box::new(listed.incoming.iter()),
            Structure::Conv(_) => Box::new(std::iter::empty()),
        }
    }

    /// Sets of weights whose norm is bounded together: those of a postsynaptic neuron, or of a kernel.
    pub fn rows(&self) -> usize {
        match self {
            Structure::Dense(_) | Structure::Listed(_) => self.post(),
            Structure::Conv(patches) => patches.post.channels,
        }
    }

    /// The weights of one of these.
    pub fn row(&self, at: usize) -> Range<usize> {
        match self {
            Structure::Dense(dense) => at * dense.pre..(at + 1) * dense.pre,
            Structure::Listed(listed) => listed.incoming.row(at),
            Structure::Conv(patches) => at * patches.len()..(at + 1) * patches.len(),
        }
    }

    /// Values per weight as a matrix (post × pre) with zeros where there is none.
    pub fn to_dense(&self, values: Vec<f32>) -> Vec<f32> {
        match self {
            Structure::Dense(_) => values,
            Structure::Listed(listed) => listed.to_dense(&values),
            Structure::Conv(patches) => conv::to_dense(patches, &values),
        }
    }

    /// Size in memory, values left out.
    pub fn bytes(&self) -> u64 {
        match self {
            Structure::Dense(_) | Structure::Conv(_) => 0,
            Structure::Listed(listed) => listed.bytes(),
        }
    }
}
