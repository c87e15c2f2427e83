//! Coordinates of a perturbation are drawn.

use crate::credit::Draws;
use crate::plan::op::Turn;
use crate::plan::{Access, BufferId};
use crate::rng::Stream;

/// Draws coordinates z (draws × rank) of unit variance, afresh for every sample.
///
/// Row `k · replicas + b` is the k-th draw of replica b; its counter is (trial of the replica, k · steps + step).
/// Filtered noise is z(t) = keep · z(t−1) + √(1−keep²) · (fresh draws), of unit variance at every step: a trial begins
/// with fresh draws. Orthogonal draws are
/// normal ones put through Gram and Schmidt in blocks of as many rows as there are components in use, the last block
/// being shorter, and scaled to length √components. Out of turn the coordinates stay as they were.
#[derive(Debug, Clone)]
pub struct Draw {
    /// Where they go (draws × rank).
    pub coordinates: BufferId,
    /// Rows.
    pub draws: usize,
    /// Columns: the dimension of the subspace, or all neurons.
    pub rank: usize,
    /// Replicas.
    pub replicas: usize,
    /// Their distribution.
    pub distribution: Draws,
    /// Their stream.
    pub stream: Stream,
    /// What is kept of the last step's coordinates: 1−α of the population's leak; 0 for white noise.
    pub keep: f32,
    /// Whose turn it is.
    pub turn: Turn,
    /// The manifold's state, where the number of components in use varies: coordinates beyond it are 0.
    pub manifold: Option<BufferId>,
}

impl Draw {
    /// What it does to which buffer.
    pub fn access(&self) -> Access {
        let access = Access::default().reads(self.manifold);
        if self.keep > 0.0 { access.updates([self.coordinates]) } else { access.sets([self.coordinates]) }
    }
}
