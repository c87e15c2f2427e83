//! Weight perturbation: the loss change that a random change of all weights caused, times that change.

use super::recipe::{Recipe, ThirdFactor};
use crate::schema::Rule;

crate::record! {
    /// A twin of every trial runs with weights W + σ E, E drawn anew for every update; synapses of hidden populations
    /// learn from δL E / σ (Jabri and Flower 1992, doi 10.1109/72.105429; Cauwenberghs 1993). No eligibility, no third
    /// factor of a neuron's own: one number for the whole circuit, and as many directions as there are synapses. The
    /// replicas of an update share E; biases of hidden populations stay as they are.
    pub struct WeightPerturbation = "weight_perturbation" {
        /// Standard deviation σ of the change of each weight.
        sigma: f64 = 0.01, Rule::ANY.above(0.0);
    }
}

impl WeightPerturbation {
    /// What it is made of.
    pub fn recipe(&self) -> Recipe {
        Recipe { weight_noise: Some(self.sigma), ..ThirdFactor::None.into() }
    }
}
