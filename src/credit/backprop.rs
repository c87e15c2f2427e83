//! Exact backpropagation: the oracle to which every other source is compared.

use super::recipe::{Recipe, ThirdFactor};

crate::record! {
    /// Exact gradients, carried backward through the forward weights. Not local: the oracle to compare with.
    ///
    /// Through time it is backpropagation through time (BPTT), back to the start of each trial. Without, it stops at each
    /// step: what a leak remembers is then left to the eligibility, as random feedback local online learning does it, with
    /// the true feedback in place of the random one.
    pub struct Backprop = "backprop" {
        /// Back through the steps of a trial too.
        through_time: bool = true;
    }
}

impl Backprop {
    /// What it is made of.
    pub fn recipe(&self) -> Recipe {
        ThirdFactor::Exact { through_time: self.through_time }.into()
    }
}
