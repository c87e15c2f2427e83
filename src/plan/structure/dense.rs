//! Every synapse exists: weights are a matrix (post × pre).

use crate::circuit::connectivity::Sides;

/// Neurons on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dense {
    /// Postsynaptic neurons.
    pub post: usize,
    /// Presynaptic neurons.
    pub pre: usize,
}

impl Dense {
    /// Between these.
    pub fn of(sides: Sides) -> Dense {
        Dense { post: sides.post, pre: sides.pre }
    }
}
