//! No credit: the control in which only the readout learns.

use super::recipe::{Recipe, ThirdFactor};

crate::record! {
    /// Hidden weights stay as they were drawn; only the readout learns. The control.
    pub struct Frozen = "frozen" {}
}

impl Frozen {
    /// What it is made of.
    pub fn recipe(&self) -> Recipe {
        ThirdFactor::None.into()
    }
}
