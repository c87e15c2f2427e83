//! Kernel RNN learning: what a change of activity does later, learned by perturbation.

use super::estimator::{Estimator, Exponential};
use super::noise::{Filter, Noise};
use super::recipe::{Perturbation, Recipe, ThirdFactor};

crate::record! {
    /// The exact error at the population's own activity of this step, q = e W, reaches each neuron through the sensitivity
    /// A (n × n) of the activity to the neurons' past changes: M = q A. A is learned from isotropic noise, as the
    /// regression of the activity's change on the noise that leaked away meanwhile (Roth, Kanitscheider, Fiete 2019,
    /// "Kernel RNN learning (KeRNL)", ICLR). The decay of the eligibility is the neuron's own and is not learned. It reads forward
    /// weights within the step: not local.
    pub struct Kernl = "kernl" {
        /// Size, distribution and number of the draws.
        noise: Noise = Noise::default();
        /// How estimates become the sensitivity.
        feedback: Estimator = Exponential::default().into();
    }
}

impl Kernl {
    /// What it is made of.
    pub fn recipe(&self) -> Recipe {
        Recipe {
            perturbation: Some(Perturbation {
                noise: self.noise.clone(),
                subspace: None,
                isotropic: 0.0,
                filter: Filter::Leak,
                energy_of_rank: None,
            }),
            ..ThirdFactor::Predicted(self.feedback.clone()).into()
        }
    }
}
