//! Neurons integrate their input.

use crate::neuron::Rate;
use crate::plan::{Access, BufferId, View};
use crate::rng::Stream;

/// Adds bias and noise to the summed input and takes one step of the neuron model.
#[derive(Debug, Clone)]
pub struct Neurons {
    /// The model.
    pub model: Rate,
    /// Summed input (rows × n); on return with bias and noise.
    pub input: View,
    /// What leaks, of the same rows; `None` for instant neurons.
    pub leak: Option<Leak>,
    /// Activity r, of the same rows.
    pub activity: View,
    /// Biases (1 × n).
    pub bias: BufferId,
    /// The dynamics' own noise, each neuron for itself. Twins of a replica get the same noise as it does.
    pub noise: Option<Drive>,
    /// Noise that all neurons share: one number a replica and step.
    pub shared: Option<Drive>,
}

/// The memory of leaky neurons.
#[derive(Debug, Clone, Copy)]
pub struct Leak {
    /// v (voltage form), or r (activity form): rows × n.
    pub state: View,
    /// α of each neuron (1 × n).
    pub alpha: BufferId,
}

/// Noise on the input.
#[derive(Debug, Clone, Copy)]
pub struct Drive {
    /// Its stream.
    pub stream: Stream,
    /// The standard deviation of what is added to each neuron's input at a step (1 × n).
    pub scale: BufferId,
}

impl Neurons {
    /// What it does to which buffer.
    pub fn access(&self) -> Access {
        let scales = [self.noise, self.shared].into_iter().flatten().map(|drive| drive.scale);
        let access = Access::default().reads([self.bias]).reads(self.leak.map(|leak| leak.alpha)).reads(scales);
        let access = access.updates([self.input.buffer]).updates(self.leak.map(|leak| leak.state.buffer));
        access.sets([self.activity.buffer])
    }
}
