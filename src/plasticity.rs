//! Plasticity: how a synapse turns local activity and the third factor into a change of its weight.

pub mod dale;
pub mod optimizer;
pub mod schedule;

pub use dale::Dale;
pub use optimizer::{Adam, Momentum, Optimizer, Sgd};
pub use schedule::Schedule;

use crate::schema::Rule;

crate::record! {
    /// Factorised three-factor rule: Δw_ij = −rate · mean over replicas of M_i · φ'(v_i) · x_j, the eligibility being
    /// the product of a local postsynaptic and a local presynaptic factor. One matrix product over replicas.
    pub struct ThreeFactor = "three_factor" {}
}

crate::choice! {
    /// The local rule: how pre- and postsynaptic activity become an eligibility.
    pub enum LocalRule {
        ThreeFactor(ThreeFactor),
    }
}

crate::record! {
    /// How weights and biases change.
    pub struct Plasticity = "plasticity" {
        /// The local rule.
        rule: LocalRule = ThreeFactor {}.into();
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
