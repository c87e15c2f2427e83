//! Synapses whose probability falls with distance, on a ring or on a grid, both without an edge.
//!
//! A synapse exists with probability `peak` · f(d / `width`), d being the shortest way from the one neuron's place to
//! the other's, around the ring or across the grid's edges if that is shorter (periodic boundary: no neuron is special).
//! The fall is that of cortical slices (Perin, Berger and Markram 2011, doi:10.1073/pnas.1016051108); the periodic sheet
//! with a Gaussian is that of Rosenbaum and Doiron 2014, doi:10.1103/PhysRevX.4.021039.

use super::space::{circular, near};
use super::{Csr, Sides};
use crate::rng::uniform;
use crate::schema::Rule;
use rand_core::Rng;

crate::keyword! {
    /// How the probability of a synapse falls with the distance, u = d / width.
    pub enum Profile {
        /// f(u) = e^(−u²/2).
        Gaussian = "gaussian",
        /// f(u) = e^(−u).
        Exponential = "exponential",
        /// f(u) = 1 up to u = 1, and 0 beyond.
        Flat = "flat",
    }
}

impl Profile {
    /// f(u), for u ≥ 0.
    pub fn at(self, u: f64) -> f64 {
        match self {
            Profile::Gaussian => (-0.5 * u * u).exp(),
            Profile::Exponential => (-u).exp(),
            Profile::Flat => f64::from(u <= 1.0),
        }
    }

    /// Beyond this u there is no synapse: f is below 2⁻³², or 0.
    pub fn reach(self) -> f64 {
        match self {
            Profile::Gaussian => (64.0 * std::f64::consts::LN_2).sqrt(),
            Profile::Exponential => 32.0 * std::f64::consts::LN_2,
            Profile::Flat => 1.0,
        }
    }
}

crate::record! {
    /// Neurons on a ring, neuron i of n at the angle i/n of a turn, as in models of orientation and heading (Ben-Yishai,
    /// Bar-Or and Sompolinsky 1995, doi:10.1073/pnas.92.9.3844); the probability of a synapse falls with their distance.
    pub struct Ring = "ring" {
        /// Width of the profile, in turns: 0.5 is the opposite side.
        width: f64 = 0.1, Rule::ANY.above(0.0).at_most(10.0);
        /// How the probability falls with the distance.
        profile: Profile = Profile::Gaussian;
        /// Probability of a synapse at distance 0.
        peak: f64 = 1.0, Rule::ANY.above(0.0).at_most(1.0);
    }
}

crate::record! {
    /// Neurons on a square sheet without an edge (a torus): row by row, each at the centre of its cell of a grid of
    /// √n × √n cells with side 1. The probability of a synapse falls with their Euclidean distance.
    pub struct Grid = "grid" {
        /// Width of the profile, in lengths of the sheet's side.
        width: f64 = 0.1, Rule::ANY.above(0.0).at_most(10.0);
        /// How the probability falls with the distance.
        profile: Profile = Profile::Gaussian;
        /// Probability of a synapse at distance 0.
        peak: f64 = 1.0, Rule::ANY.above(0.0).at_most(1.0);
    }
}

impl Ring {
    /// The distance, in turns, between neuron `post` of one population and neuron `pre` of the other: 0 to 0.5.
    pub fn distance(post: usize, pre: usize, sides: Sides) -> f64 {
        circular(post * sides.pre, pre * sides.post, sides.post * sides.pre)
    }

    fn probability(&self, post: usize, pre: usize, sides: Sides) -> f64 {
        self.peak * self.profile.at(Ring::distance(post, pre, sides) / self.width)
    }

    /// Of one row times the rows: where populations differ in size, rows differ by less than one neuron at the flank.
    pub(super) fn expected(&self, sides: Sides) -> f64 {
        let row: f64 = near(0.0, self.reach(), sides.pre).map(|pre| self.probability(0, pre, sides)).sum();
        (row - if sides.no_self { self.peak } else { 0.0 }) * sides.post as f64
    }

    fn reach(&self) -> f64 {
        self.width * self.profile.reach()
    }

    pub(super) fn row(&self, post: usize, sides: Sides, rng: &mut impl Rng, csr: &mut Csr) {
        let candidates = near(post as f64 / sides.post as f64, self.reach(), sides.pre);
        csr.extend(
            candidates.filter(|&pre| sides.allow(post, pre) && uniform(rng) < self.probability(post, pre, sides)),
        );
    }
}

/// The side of a square of `n` cells, if `n` is a square.
pub fn side(n: usize) -> Option<usize> {
    let side = n.isqrt();
    (side * side == n).then_some(side)
}

impl Grid {
    /// The distance, in lengths of the side, between neuron `post` of one population and neuron `pre` of the other:
    /// 0 to √½.
    pub fn distance(post: usize, pre: usize, sides: Sides) -> f64 {
        let (a, b) = (sides.post.isqrt(), sides.pre.isqrt());
        // Centres of cells, counted in half cells of both grids.
        let apart = |post: usize, pre: usize| circular((2 * post + 1) * b, (2 * pre + 1) * a, 2 * a * b);
        apart(post % a, pre % b).hypot(apart(post / a, pre / b))
    }

    fn probability(&self, post: usize, pre: usize, sides: Sides) -> f64 {
        self.peak * self.profile.at(Grid::distance(post, pre, sides) / self.width)
    }

    /// Presynaptic neurons in the square around a postsynaptic one that the profile reaches, in ascending order.
    fn candidates(&self, post: usize, sides: Sides) -> impl Iterator<Item = usize> + use<> {
        let (a, b) = (sides.post.isqrt(), sides.pre.isqrt());
        let reach = self.width * self.profile.reach();
        // Cells are numbered at their centres: half a cell of the presynaptic grid is taken off.
        let at = move |place: usize| (place as f64 + 0.5) / a as f64 - 0.5 / b as f64;
        near(at(post / a), reach, b).flat_map(move |row| near(at(post % a), reach, b).map(move |col| row * b + col))
    }

    /// Of one row times the rows: where populations differ in size, rows differ by a few neurons at the flanks.
    pub(super) fn expected(&self, sides: Sides) -> f64 {
        let row: f64 = self.candidates(0, sides).map(|pre| self.probability(0, pre, sides)).sum();
        (row - if sides.no_self { self.peak } else { 0.0 }) * sides.post as f64
    }

    pub(super) fn row(&self, post: usize, sides: Sides, rng: &mut impl Rng, csr: &mut Csr) {
        let candidates = self.candidates(post, sides);
        csr.extend(
            candidates.filter(|&pre| sides.allow(post, pre) && uniform(rng) < self.probability(post, pre, sides)),
        );
    }
}
