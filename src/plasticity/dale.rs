//! Dale's law: all synapses that leave a neuron have one sign.

use crate::real::Real;

/// The signs of a projection's weights, by presynaptic neuron: those before `excitatory` have weights ≥ 0, the others
/// weights ≤ 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dale {
    /// Number of excitatory neurons: the first ones.
    pub excitatory: usize,
}

impl Dale {
    /// True where a weight from neuron `pre` has its sign, or is 0.
    pub fn allows(self, pre: usize, weight: f64) -> bool {
        if pre < self.excitatory { weight >= 0.0 } else { weight <= 0.0 }
    }

    /// |w| with the sign of neuron `pre`.
    pub fn signed<F: Real>(self, pre: usize, weight: F) -> F {
        if pre < self.excitatory { weight.abs() } else { -weight.abs() }
    }

    /// Stops weights at 0 that would cross it: those from neurons `first`, `first + 1`, …
    #[inline(always)]
    pub fn bound<F: Real>(self, first: usize, weights: &mut [F]) {
        let excitatory = self.excitatory.saturating_sub(first).min(weights.len());
        let (positive, negative) = weights.split_at_mut(excitatory);
        positive.iter_mut().for_each(|w| *w = w.at_least(F::ZERO));
        negative.iter_mut().for_each(|w| *w = w.at_most(F::ZERO));
    }

    /// The same for weights from the neurons `pre`.
    #[inline(always)]
    pub fn bound_listed<F: Real>(self, pre: &[u32], weights: &mut [F]) {
        for (w, pre) in weights.iter_mut().zip(pre) {
            let (positive, negative) = (w.at_least(F::ZERO), w.at_most(F::ZERO));
            *w = if (*pre as usize) < self.excitatory { positive } else { negative };
        }
    }
}
