//! Synapses drawn without regard to where neurons are.

use super::{Csr, Sides};
use crate::rng::{below, uniform};
use crate::schema::Rule;
use rand_core::Rng;
use std::ops::Range;

crate::record! {
    /// Each synapse exists with one probability, independently: in-degrees are binomial (Erdős and Rényi).
    pub struct Probability = "probability" {
        /// The probability.
        p: f64, Rule::ANY.above(0.0).at_most(1.0);
    }
}

crate::record! {
    /// Every postsynaptic neuron has the same number of presynaptic ones, chosen uniformly, none twice
    /// (Brunel 2000, doi:10.1023/A:1008925309027).
    pub struct InDegree = "in_degree" {
        /// Synapses of a postsynaptic neuron; at most the number of presynaptic neurons.
        k: usize, Rule::ANY.at_least(1.0);
    }
}

impl Probability {
    pub(super) fn row(&self, post: usize, sides: Sides, rng: &mut impl Rng, csr: &mut Csr) {
        csr.extend(successes(0..sides.pre, self.p, rng).filter(|&pre| sides.allow(post, pre)));
    }
}

/// Those of `range` that are chosen, each with probability `p`: the gaps between them are drawn, so that the work is that
/// of the chosen ones.
pub(super) fn successes(range: Range<usize>, p: f64, rng: &mut impl Rng) -> impl Iterator<Item = usize> {
    // Failures before the next success are geometric: ⌊ln u / ln(1 − p)⌋ with u uniform in (0, 1].
    let per_log = 1.0 / (-p).ln_1p();
    let mut next = range.start;
    std::iter::from_fn(move || {
        if p <= 0.0 {
            return None;
        }
        if p < 1.0 {
            next = next.saturating_add(((1.0 - uniform(rng)).ln() * per_log) as usize);
        }
        (next < range.end).then(|| {
            next += 1;
            next - 1
        })
    })
}

impl InDegree {
    /// R. Floyd's choice of k out of n, kept sorted while it grows (Bentley and Floyd 1987, doi:10.1145/30401.315746).
    pub(super) fn row(&self, post: usize, sides: Sides, rng: &mut impl Rng, csr: &mut Csr) {
        let n = sides.candidates();
        // What is left out is the smaller choice where more than half are chosen.
        let few = self.k.min(n - self.k);
        let mut chosen: Vec<usize> = Vec::with_capacity(few);
        for last in n - few..n {
            let candidate = below(rng, last as u64 + 1) as usize;
            match chosen.binary_search(&candidate) {
                Err(place) => chosen.insert(place, candidate),
                // `last` was not among the candidates before, and is greater than all.
                Ok(_) => chosen.push(last),
            }
        }
        // Without synapses onto itself a neuron's candidates are numbered past it.
        let number = |candidate: usize| candidate + usize::from(sides.no_self && candidate >= post);
        if few == self.k {
            csr.extend(chosen.into_iter().map(number));
        } else {
            let mut left_out = chosen.into_iter().peekable();
            csr.extend((0..n).filter(|candidate| left_out.next_if_eq(candidate).is_none()).map(number));
        }
    }
}
