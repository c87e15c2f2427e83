//! What initial weights are drawn for: the synapses of a projection.

use crate::circuit::connectivity::Csr;
use crate::plasticity::Dale;
use std::ops::Range;

/// The synapses of a projection that get weights, one each, in order: row by row, a row being a postsynaptic neuron's.
#[derive(Debug, Clone, Copy)]
pub struct Shape<'a> {
    /// Postsynaptic neurons.
    pub post: usize,
    /// Presynaptic neurons.
    pub pre: usize,
    /// Which synapses exist; `None`: all.
    pub sparse: Option<&'a Csr>,
    /// The signs that weights take; `None`: no constraint.
    pub dale: Option<Dale>,
    /// Places of a kernel, where rows are those of kernels: a presynaptic neuron is seen from each. 1 elsewhere.
    pub places: usize,
}

impl Shape<'_> {
    /// Every synapse.
    pub fn dense(post: usize, pre: usize) -> Shape<'static> {
        Shape { post, pre, sparse: None, dale: None, places: 1 }
    }

    /// Number of synapses; `None` beyond the range of numbers.
    pub fn synapses(&self) -> Option<usize> {
        self.sparse.map_or(self.post.checked_mul(self.pre), |csr| Some(csr.len()))
    }

    /// The synapses of a postsynaptic neuron.
    pub fn row(&self, post: usize) -> Range<usize> {
        self.sparse.map_or(post * self.pre..(post + 1) * self.pre, |csr| csr.row(post))
    }

    /// The presynaptic neuron of a synapse.
    pub fn pre_of(&self, synapse: usize) -> usize {
        self.sparse.map_or_else(|| synapse % self.pre, |csr| csr.columns()[synapse] as usize)
    }

    /// The inputs of a neuron, as far as scaling goes: the mean in-degree.
    pub fn fan_in(&self) -> f64 {
        self.sparse.map_or(self.pre as f64, |csr| csr.len() as f64 / self.post as f64)
    }

    /// The outputs of a neuron, as far as scaling goes: the mean out-degree.
    pub fn fan_out(&self) -> f64 {
        self.sparse.map_or((self.post * self.places) as f64, |csr| csr.len() as f64 / self.pre as f64)
    }
}
