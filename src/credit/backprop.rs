//! Exact backpropagation: the oracle to which every other source is compared.

use super::recipe::{Recipe, ThirdFactor};

crate::record! {
    /// Exact gradients, carried backward through the forward weights. Not local: the oracle to compare with.
    pub struct Backprop = "backprop" {}
}

impl Backprop {
    /// What it is made of.
    pub fn recipe(&self) -> Recipe {
        Recipe { third_factor: ThirdFactor::Exact, perturbation: None }
    }
}
