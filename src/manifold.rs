//! The manifold: the subspace of a population's activity to which noise is restricted.

pub mod incremental;
pub mod spectrum;

use crate::schema::Rule;

crate::record! {
    /// The leading principal subspace of the population's own activity, tracked online.
    pub struct Pca = "pca" {
        /// Number of components d that are kept.
        rank: usize = 16, Rule::ANY.at_least(1.0);
        /// Use only the leading components that explain this share of the variance (at most `rank`); None: all.
        explained: Option<f64> = None, Rule::ANY.above(0.0).at_most(1.0);
        /// What remains of the weight of past activity at each tracking: 1 never forgets.
        memory: f64 = 0.95, Rule::ANY.within(0.0, 1.0);
        /// Updates between two trackings.
        every: u64 = 10, Rule::ANY.at_least(1.0);
        /// At most this many replicas are looked at in one tracking.
        samples: usize = 64, Rule::ANY.within(1.0, 1_024.0);
    }
}

crate::record! {
    /// A fixed random subspace: the control that every claim about manifolds needs.
    pub struct Random = "random" {
        /// Its dimension d.
        rank: usize = 16, Rule::ANY.at_least(1.0);
    }
}

crate::choice! {
    /// Which subspace.
    pub enum Subspace {
        Pca(Pca),
        Random(Random),
    }
}

impl Subspace {
    /// The dimension d.
    pub fn rank(&self) -> usize {
        match self {
            Subspace::Pca(p) => p.rank,
            Subspace::Random(p) => p.rank,
        }
    }

    /// Gives it another dimension.
    pub fn set_rank(&mut self, rank: usize) {
        match self {
            Subspace::Pca(p) => p.rank = rank,
            Subspace::Random(p) => p.rank = rank,
        }
    }
}
