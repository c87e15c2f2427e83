//! The manifold follows the activity.

use crate::plan::{Access, BufferId, View};

/// Incremental PCA of the clean activity, every few updates; feedback coordinates are carried over to the new basis.
#[derive(Debug, Clone)]
pub struct Track {
    /// The populations tracked: independent of each other, so an engine may do them side by side.
    pub items: Vec<TrackItem>,
    /// Updates between two trackings.
    pub every: u64,
}

/// One population's manifold.
#[derive(Debug, Clone)]
pub struct TrackItem {
    /// Activity of clean rows: all of them that may be looked at.
    pub activity: View,
    /// Every how many of these rows one is looked at: spread over replicas and steps.
    pub stride: usize,
    /// Basis U (rank × n), orthonormal rows, the leading component first, each with its entry of largest magnitude
    /// positive. A component without variance takes up what is left of the next old one, or axis, of which more than
    /// 1 % lies outside the components before it.
    pub basis: BufferId,
    /// Running mean of the activity (1 × n).
    pub mean: BufferId,
    /// Variance along each component (1 × rank), then [`TrackItem::WEIGHT`] the weight of past samples,
    /// [`TrackItem::ACTIVE`] the number of components in use, [`TrackItem::TOTAL`] the total variance.
    pub manifold: BufferId,
    /// Dimension of the basis.
    pub rank: usize,
    /// What remains of the weight of past samples at each tracking.
    pub memory: f64,
    /// Use only components that explain this share of the variance.
    pub explained: Option<f64>,
    /// Feedback coordinates C (n_o × rank, for every step where each has its own) and its rows, to carry over: C ← C (U_old U_newᵀ).
    pub feedback: Option<(BufferId, usize)>,
}

impl TrackItem {
    /// Rows looked at.
    pub fn samples(&self) -> usize {
        self.activity.rows.div_ceil(self.stride)
    }

    /// Offset past the spectrum: weight of past samples.
    pub const WEIGHT: usize = 0;
    /// Offset past the spectrum: components in use.
    pub const ACTIVE: usize = 1;
    /// Offset past the spectrum: total variance.
    pub const TOTAL: usize = 2;
    /// Values past the spectrum.
    pub const EXTRA: usize = 3;
}

impl Track {
    /// What it does to which buffer.
    pub fn access(&self) -> Access {
        self.items.iter().fold(Access::default(), |access, item| {
            access
                .reads([item.activity.buffer])
                .updates([item.basis, item.mean, item.manifold])
                .updates(item.feedback.map(|(id, _)| id))
        })
    }
}
