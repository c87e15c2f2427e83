//! What a neuron model keeps from step to step.

/// A variable that a neuron model keeps, one value per neuron and replica.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Variable {
    /// The name, as probes write it.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
}
