//! The signs of a population's outgoing synapses.

use crate::schema::Rule;

crate::record! {
    /// No constraint: a neuron may excite some and inhibit others.
    pub struct Free = "free" {}
}
crate::record! {
    /// Every outgoing weight is ≥ 0.
    pub struct Excitatory = "excitatory" {}
}
crate::record! {
    /// Every outgoing weight is ≤ 0.
    pub struct Inhibitory = "inhibitory" {}
}
crate::record! {
    /// Some neurons are excitatory, the others inhibitory: the last ones of the population, so that in a matrix of
    /// weights the excitatory columns come first. Where neurons have places (`ring`, `grid`), make two populations.
    pub struct Mixed = "mixed" {
        /// The share that is inhibitory; times the size, rounded to the nearest number of neurons.
        inhibitory: f64 = 0.2, Rule::ANY.above(0.0).below(1.0);
    }
}

crate::choice! {
    /// Dale's law (Eccles, Fatt and Koketsu 1954, doi:10.1113/jphysiol.1954.sp005226): whether all synapses that leave a
    /// neuron have one sign. Initial weights take it, and learning stops at 0 in place of crossing it. It is a law of
    /// effects where activity is not negative.
    pub enum Signs {
        Free(Free),
        Excitatory(Excitatory),
        Inhibitory(Inhibitory),
        Mixed(Mixed),
    }
}

impl Signs {
    /// How many of `size` neurons are excitatory: the first ones, the others being inhibitory. `None`: no constraint.
    pub fn excitatory(&self, size: usize) -> Option<usize> {
        match self {
            Signs::Free(_) => None,
            Signs::Excitatory(_) => Some(size),
            Signs::Inhibitory(_) => Some(0),
            Signs::Mixed(mixed) => Some(size - (mixed.inhibitory * size as f64).round() as usize),
        }
    }
}
