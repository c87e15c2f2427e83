//! Neurons integrate their input.

use crate::neuron::Rate;
use crate::plan::{Access, BufferId, View};
use crate::rng::Stream;

/// Adds bias and noise to the summed input and takes one step of the neuron model.
#[derive(Debug, Clone)]
pub struct Neurons {
    /// The model.
    pub model: Rate,
    /// α of this model at this circuit's dt.
    pub alpha: f32,
    /// Summed input, where it is apart from the state (leaky neurons in the voltage form).
    pub current: Option<View>,
    /// State v; for the others it comes in holding the summed input.
    pub state: View,
    /// The last step's activity, where it is needed (leaky neurons in the activity form).
    pub previous: Option<View>,
    /// Activity r, of the same rows as the state.
    pub activity: View,
    /// Biases (1 × n).
    pub bias: BufferId,
    /// The dynamics' own noise: its stream, and the standard deviation of what is added to the input. Twins of a
    /// replica get the same noise as it does.
    pub noise: Option<(Stream, f32)>,
}

impl Neurons {
    /// What it does to which buffer.
    pub fn access(&self) -> Access {
        let access = Access::default().reads([self.bias]);
        let access = access.updates(self.current.map(|v| v.buffer)).updates([self.state.buffer]);
        match self.previous {
            Some(_) => access.updates([self.activity.buffer]),
            None => access.sets([self.activity.buffer]),
        }
    }
}
