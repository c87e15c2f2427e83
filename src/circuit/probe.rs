//! Probes: what a run records besides its learning curve.

use crate::schema::Rule;

crate::record! {
    /// Records a variable of a population as it stands at the end of a step.
    pub struct Probe = "probe" {
        /// The population.
        population: String;
        /// One of the variables of its neuron model (`trifactor models`).
        variable: String = "activity".into();
        /// Updates between two recordings; every step of a recorded update is kept.
        every: u64 = 1, Rule::ANY.at_least(1.0);
        /// How many replicas are kept.
        replicas: usize = 1, Rule::ANY.at_least(1.0);
    }
}
