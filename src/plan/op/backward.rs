//! The third factor by a backward pass, through forward weights (the oracle) or fixed random ones.

use crate::plan::{Access, BufferId, StructureId, View};

/// M_pre (replicas × pre) (= or +=) δ_post (replicas × post) · W (post × pre), with δ of `ahead` steps later: what is
/// ahead of the trial's end is 0. The structure goes both ways.
#[derive(Debug, Clone)]
pub struct Backward {
    /// δ of the postsynaptic population.
    pub delta: View,
    /// The projection's delay: activity of this step is felt so many steps later.
    pub ahead: usize,
    /// The weights that carry it.
    pub weights: BufferId,
    /// What they form.
    pub structure: StructureId,
    /// Replicas.
    pub replicas: usize,
    /// Postsynaptic neurons.
    pub post: usize,
    /// Presynaptic neurons.
    pub pre: usize,
    /// M of the presynaptic population.
    pub third_factor: BufferId,
    /// Added to what is there.
    pub add: bool,
}

impl Backward {
    /// What it does to which buffer.
    pub fn access(&self) -> Access {
        let access = Access::default().reads([self.delta.buffer, self.weights]);
        if self.add { access.incs([self.third_factor]) } else { access.sets([self.third_factor]) }
    }
}
