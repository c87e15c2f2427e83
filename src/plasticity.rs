//! Plasticity: how a synapse turns local activity and the third factor into a change of its weight.

pub mod dale;
pub mod optimizer;
pub mod schedule;

pub use dale::Dale;
pub use optimizer::{Adam, Momentum, Optimizer, Sgd};
pub use schedule::Schedule;

use crate::schema::Rule;

crate::record! {
    /// The eligibility that the neuron's own dynamics ask for: the derivative of its activity with respect to the weight,
    /// as far as the synapse can know it. Instant neurons: e = φ'(v_i) x_j. Leaky ones in the voltage form: as
    /// `leaky_presynaptic`; in the activity form: as `rflo`.
    pub struct ThreeFactor = "three_factor" {}
}
crate::record! {
    /// e_ij(t) = φ'(v_i(t)) x̄_j(t) with the low-passed presynaptic activity x̄(t) = (1−α) x̄(t−1) + α x_j(t), α being
    /// the postsynaptic neuron's.
    pub struct LeakyPresynaptic = "leaky_presynaptic" {}
}
crate::record! {
    /// Random feedback local online learning's eligibility, e_ij(t) = (1−α) e_ij(t−1) + α φ'(v_i(t)) x_j(t) (Murray 2019,
    /// doi 10.7554/eLife.43299).
    pub struct Rflo = "rflo" {}
}
crate::record! {
    /// The eligibility of the present step alone, e = φ'(v_i) x_j, whatever the neuron remembers: the control.
    pub struct PresentOnly = "present_only" {}
}

crate::keyword! {
    /// When weights move.
    pub enum Timing {
        /// Once a trial, by the sum over its steps: matrix products over steps and replicas.
        PerTrial = "per_trial",
        /// At every step, with what the synapse remembers by then.
        Online = "online",
    }
}

/// How an eligibility remembers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Eligibility {
    /// As the neuron's own leak does.
    Natural,
    /// Through the presynaptic activity.
    Presynaptic,
    /// Through the product of post- and presynaptic factor.
    Product,
    /// Not at all.
    Present,
}

crate::choice! {
    /// The local rule: how pre- and postsynaptic activity become an eligibility.
    pub enum LocalRule {
        ThreeFactor(ThreeFactor),
        LeakyPresynaptic(LeakyPresynaptic),
        Rflo(Rflo),
        PresentOnly(PresentOnly),
    }
}

impl LocalRule {
    /// How its eligibility remembers.
    pub fn eligibility(&self) -> Eligibility {
        match self {
            LocalRule::ThreeFactor(_) => Eligibility::Natural,
            LocalRule::LeakyPresynaptic(_) => Eligibility::Presynaptic,
            LocalRule::Rflo(_) => Eligibility::Product,
            LocalRule::PresentOnly(_) => Eligibility::Present,
        }
    }
}

crate::record! {
    /// How weights and biases change.
    pub struct Plasticity = "plasticity" {
        /// The local rule.
        rule: LocalRule = ThreeFactor {}.into();
        /// When weights move, in trials of several steps.
        timing: Timing = Timing::PerTrial;
        /// How a synapse applies its update; its state is kept per synapse.
        optimizer: Optimizer = Sgd::default().into();
        /// Learning rate over the run, relative to the optimizer's rate.
        schedule: Schedule = schedule::Constant {}.into();
        /// Decay λ: each update multiplies the weight by (1 − rate · λ). Biases do not decay.
        weight_decay: f64 = 0.0, Rule::ANY.at_least(0.0);
        /// Greatest Euclidean norm of a neuron's incoming weights in one projection; beyond it they are scaled down.
        max_norm: Option<f64> = None, Rule::ANY.above(0.0);
    }
}
