//! The operations: coarse, one launch each, with declared access. Engines mirror these files one by one.

pub mod backward;
pub mod broadcast;
pub mod deviation;
pub mod difference;
pub mod draw;
pub mod error;
pub mod estimate;
pub mod explore;
pub mod filter;
pub mod gain;
pub mod keep;
pub mod learn;
pub mod learn_bias;
pub mod learn_by_loss;
pub mod learn_eligible;
pub mod modulate;
pub mod neurons;
pub mod perturb;
pub mod perturb_weights;
pub mod propagate;
pub mod record;
pub mod reset;
pub mod reward;
pub mod slope;
pub mod stage;
pub mod surprise;
pub mod track;

pub use backward::Backward;
pub use broadcast::{Broadcast, OffManifold};
pub use deviation::Deviation;
pub use difference::Difference;
pub use draw::Draw;
pub use error::OutputError;
pub use estimate::Estimate;
pub use explore::Explore;
pub use filter::Filter;
pub use gain::Gain;
pub use keep::Keep;
pub use learn::{Change, Learn};
pub use learn_bias::LearnBias;
pub use learn_by_loss::LearnByLoss;
pub use learn_eligible::{Growth, LearnEligible};
pub use modulate::{Adjoint, Modulate, Over};
pub use neurons::{Drive, Leak, Neurons};
pub use perturb::{Isotropic, Perturb};
pub use perturb_weights::PerturbWeights;
pub use propagate::Propagate;
pub use record::Record;
pub use reset::Reset;
pub use reward::Reward;
pub use slope::Slope;
pub use stage::Stage;
pub use surprise::Surprise;
pub use track::Track;

use super::access::Access;

/// When an operation runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// At every step.
    Step,
    /// At the first step of a trial.
    TrialStart,
    /// At the last step of a trial.
    TrialEnd,
    /// When a trial has ended, for every step of it from the last to the first: operations that stand together run step
    /// by step together.
    Backward,
}

/// One operation of a program.
#[derive(Debug, Clone)]
pub struct Op {
    /// What it works on: a population's or projection's name.
    pub label: String,
    /// When it runs.
    pub when: When,
    /// What it does.
    pub work: Work,
}

macro_rules! works {
    ($($(#[doc = $doc:expr])* $variant:ident = $name:literal),* $(,)?) => {
        /// What an operation does.
        #[derive(Debug, Clone)]
        pub enum Work { $($(#[doc = $doc])* $variant($variant)),* }

        impl Work {
            /// Its name in `explain`.
            pub fn name(&self) -> &'static str {
                match self { $(Work::$variant(_) => $name),* }
            }

            /// What it does to which buffer.
            pub fn access(&self) -> Access {
                match self { $(Work::$variant(work) => work.access()),* }
            }
        }
    };
}

works! {
    /// See [`Reset`].
    Reset = "reset",
    /// See [`Stage`].
    Stage = "stage",
    /// See [`Propagate`].
    Propagate = "propagate",
    /// See [`Neurons`].
    Neurons = "neurons",
    /// See [`Draw`].
    Draw = "draw",
    /// See [`Perturb`].
    Perturb = "perturb",
    /// See [`OutputError`].
    OutputError = "output_error",
    /// See [`Difference`].
    Difference = "difference",
    /// See [`Estimate`].
    Estimate = "estimate",
    /// See [`Broadcast`].
    Broadcast = "broadcast",
    /// See [`Backward`].
    Backward = "backward",
    /// See [`Reward`].
    Reward = "reward",
    /// See [`Slope`].
    Slope = "slope",
    /// See [`Keep`].
    Keep = "keep",
    /// See [`Filter`].
    Filter = "filter",
    /// See [`PerturbWeights`].
    PerturbWeights = "perturb_weights",
    /// See [`LearnByLoss`].
    LearnByLoss = "learn_by_loss",
    /// See [`Explore`].
    Explore = "explore",
    /// See [`Deviation`].
    Deviation = "deviation",
    /// See [`Gain`].
    Gain = "gain",
    /// See [`Surprise`].
    Surprise = "surprise",
    /// See [`LearnEligible`].
    LearnEligible = "learn_eligible",
    /// See [`Modulate`].
    Modulate = "modulate",
    /// See [`Learn`].
    Learn = "learn",
    /// See [`LearnBias`].
    LearnBias = "learn_bias",
    /// See [`Track`].
    Track = "track",
    /// See [`Record`].
    Record = "record",
}

/// Whose turn it is to be perturbed, where populations take turns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// This population's place among those perturbed.
    pub place: u64,
    /// How many take turns; 1: every update is everyone's turn.
    pub of: u64,
}

impl Turn {
    /// True in the updates in which this population is perturbed.
    pub fn is_now(self, update: u64) -> bool {
        update % self.of == self.place % self.of
    }

    /// How many turns this population had before `update`.
    pub fn count(self, update: u64) -> u64 {
        (update + self.of - 1 - self.place % self.of) / self.of
    }
}

#[cfg(test)]
mod tests {
    use super::Turn;

    #[test]
    fn turns_are_counted_as_they_come() {
        for of in 1..4 {
            for place in 0..of {
                let turn = Turn { place, of };
                for update in 0..20 {
                    let had = (0..update).filter(|&u| turn.is_now(u)).count() as u64;
                    assert_eq!(turn.count(update), had, "{turn:?} at {update}");
                }
            }
        }
    }
}
