//! Connectivity: which synapses of a projection exist.
//!
//! Where all of them do, nothing is stored: the weights are a matrix. Elsewhere the synapses are listed, a pure function
//! of the seed, the projection's name and the sizes of its populations.

pub mod blocks;
pub mod conv;
pub mod csr;
pub mod distance;
pub mod random;
pub mod space;

pub use blocks::Blocks;
pub use conv::{Conv, Padding, Patches};
pub use csr::Csr;
pub use distance::{Grid, Profile, Ring};
pub use random::{InDegree, Probability};

use crate::neuron::Map;
use crate::rng;

crate::record! {
    /// Every synapse.
    pub struct Dense = "dense" {}
}

crate::record! {
    /// Neuron i projects to neuron i and to no other: populations of one size.
    pub struct OneToOne = "one_to_one" {}
}

crate::choice! {
    /// Which synapses of a projection exist.
    pub enum Connectivity {
        Dense(Dense),
        Probability(Probability),
        InDegree(InDegree),
        OneToOne(OneToOne),
        Blocks(Blocks),
        Ring(Ring),
        Grid(Grid),
        Conv(Conv),
    }
}

/// The two sides of a projection, as connectivity sees them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sides {
    /// Postsynaptic neurons.
    pub post: usize,
    /// Presynaptic neurons.
    pub pre: usize,
    /// True where the two are one population and no neuron has a synapse onto itself.
    pub no_self: bool,
    /// The maps in which neurons stand, pre and post, where they do.
    pub maps: [Option<Map>; 2],
}

impl Sides {
    /// Neurons without places, of two populations or of one that has all its synapses.
    pub fn plain(post: usize, pre: usize) -> Sides {
        Sides { post, pre, no_self: false, maps: [None; 2] }
    }

    /// What a convolution sees between these; `None` where it does not fit, which validation refuses.
    pub fn patches(&self, conv: &Conv) -> Option<Patches> {
        let [Some(pre), Some(post)] = self.maps else { return None };
        conv.fit(pre, post.channels).ok().filter(|patches| patches.post == post)
    }

    /// Presynaptic neurons that a neuron may have.
    pub fn candidates(&self) -> usize {
        self.pre.saturating_sub(usize::from(self.no_self))
    }

    /// True where a synapse from `pre` to `post` may be.
    #[inline]
    pub fn allow(&self, post: usize, pre: usize) -> bool {
        !self.no_self || post != pre
    }
}

impl Connectivity {
    /// The convolution whose kernels all places share, if it is one.
    pub fn shared(&self, sides: Sides) -> Option<Patches> {
        match self {
            Connectivity::Conv(conv) if conv.shared => sides.patches(conv),
            _ => None,
        }
    }

    /// True where every synapse exists, so that none is listed.
    pub fn is_complete(&self, sides: Sides) -> bool {
        matches!(self, Connectivity::Dense(_)) && !sides.no_self
    }

    /// How many synapses there will be: exactly, or in the mean where chance decides.
    pub fn expected(&self, sides: Sides) -> f64 {
        let (post, candidates) = (sides.post as f64, sides.candidates() as f64);
        match self {
            Connectivity::Dense(_) => post * candidates,
            Connectivity::Probability(model) => model.p * post * candidates,
            Connectivity::InDegree(model) => model.k as f64 * post,
            Connectivity::OneToOne(_) if sides.no_self => 0.0,
            Connectivity::OneToOne(_) => post,
            Connectivity::Blocks(model) => model.expected(sides),
            Connectivity::Ring(model) => model.expected(sides),
            Connectivity::Grid(model) => model.expected(sides),
            Connectivity::Conv(model) => {
                sides.patches(model).map_or(0.0, |patches| (post as usize * patches.len()) as f64)
            }
        }
    }

    /// The synapses, drawn from the random stream `connectivity/NAME`, NAME being the projection's.
    ///
    /// Sizes must have passed [`validate`](crate::circuit::validate), and memory must hold them.
    pub fn draw(&self, sides: Sides, seed: u64, name: &str) -> Csr {
        let mut rng = rng::host_rng(seed, &format!("connectivity/{name}"));
        let mut csr = Csr::begin(self.expected(sides));
        for post in 0..sides.post {
            match self {
                Connectivity::Dense(_) => csr.extend((0..sides.pre).filter(|&pre| sides.allow(post, pre))),
                Connectivity::Probability(model) => model.row(post, sides, &mut rng, &mut csr),
                Connectivity::InDegree(model) => model.row(post, sides, &mut rng, &mut csr),
                Connectivity::OneToOne(_) => csr.extend((post..=post).filter(|&pre| sides.allow(post, pre))),
                Connectivity::Blocks(model) => model.row(post, sides, &mut rng, &mut csr),
                Connectivity::Ring(model) => model.row(post, sides, &mut rng, &mut csr),
                Connectivity::Grid(model) => model.row(post, sides, &mut rng, &mut csr),
                Connectivity::Conv(model) => model.row(post, sides, &mut csr),
            }
            csr.end_row();
        }
        csr
    }
}

#[cfg(test)]
mod tests;
