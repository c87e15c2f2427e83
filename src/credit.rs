//! Credit: who computes the third factor of every neuron. One file a source, one line each in the registry.
//!
//! A source says what it is made of ([`Recipe`]); the plan puts the ingredients together. No source but `backprop`
//! and `kernl` reads forward weights.

#[cfg(feature = "oracle")]
pub mod backprop;
pub mod direct_feedback;
pub mod estimator;
pub mod feedback_alignment;
pub mod frozen;
#[cfg(feature = "oracle")]
pub mod kernl;
pub mod manifold_noise;
pub mod node_perturbation;
pub mod noise;
pub mod recipe;
pub mod reward_modulated;
pub mod vanilla_noise;
pub mod weight_perturbation;

#[cfg(feature = "oracle")]
pub use backprop::Backprop;
pub use direct_feedback::DirectFeedback;
pub use estimator::Estimator;
pub use feedback_alignment::FeedbackAlignment;
pub use frozen::Frozen;
#[cfg(feature = "oracle")]
pub use kernl::Kernl;
pub use manifold_noise::ManifoldNoise;
pub use node_perturbation::NodePerturbation;
pub use noise::{Draws, Filter, Noise, Turns};
pub use recipe::{Exploration, Perturbation, Recipe, ThirdFactor};
pub use reward_modulated::RewardModulated;
pub use vanilla_noise::VanillaNoise;
pub use weight_perturbation::WeightPerturbation;

crate::choice! {
    /// The source of the third factor.
    pub enum Credit {
        #[cfg(feature = "oracle")]
        Backprop(Backprop),
        FeedbackAlignment(FeedbackAlignment),
        DirectFeedback(DirectFeedback),
        VanillaNoise(VanillaNoise),
        ManifoldNoise(ManifoldNoise),
        NodePerturbation(NodePerturbation),
        WeightPerturbation(WeightPerturbation),
        RewardModulated(RewardModulated),
        #[cfg(feature = "oracle")]
        Kernl(Kernl),
        Frozen(Frozen),
    }
}

impl Credit {
    /// What this source is made of.
    pub fn recipe(&self) -> Recipe {
        match self {
            #[cfg(feature = "oracle")]
            Credit::Backprop(source) => source.recipe(),
            Credit::FeedbackAlignment(source) => source.recipe(),
            Credit::DirectFeedback(source) => source.recipe(),
            Credit::VanillaNoise(source) => source.recipe(),
            Credit::ManifoldNoise(source) => source.recipe(),
            Credit::NodePerturbation(source) => source.recipe(),
            Credit::WeightPerturbation(source) => source.recipe(),
            Credit::RewardModulated(source) => source.recipe(),
            #[cfg(feature = "oracle")]
            Credit::Kernl(source) => source.recipe(),
            Credit::Frozen(source) => source.recipe(),
        }
    }
}
