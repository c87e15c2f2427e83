//! Neurons are kicked at random, to see what comes of it.

use crate::plan::{Access, BufferId, View};
use crate::rng::Stream;

/// Adds to the summed input of each neuron, with a probability at each step, a number between −amplitude and
/// +amplitude over α: a kick of the state by up to the amplitude.
#[derive(Debug, Clone, Copy)]
pub struct Explore {
    /// Summed input (replicas × n), before the neurons integrate it.
    pub input: View,
    /// α of each neuron (1 × n); `None` for instant ones.
    pub alpha: Option<BufferId>,
    /// Probability of a kick, per neuron and step.
    pub probability: f32,
    /// Greatest size of a kick.
    pub amplitude: f32,
    /// Its stream: one uniform number a neuron, step and trial decides on the kick and on its size.
    pub stream: Stream,
}

impl Explore {
    /// The kick, if there is one, for a uniform number `u` in [0, 1): given u < p, u/p is uniform again.
    #[inline(always)]
    pub fn kick(&self, u: f32) -> Option<f32> {
        (u < self.probability).then(|| self.amplitude * (2.0 * u / self.probability - 1.0))
    }

    /// What it does to which buffer.
    pub fn access(&self) -> Access {
        Access::default().reads(self.alpha).updates([self.input.buffer])
    }
}
