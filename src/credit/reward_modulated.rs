//! Reward-modulated Hebbian learning with random kicks.

use super::recipe::{Exploration, Recipe, ThirdFactor};
use crate::schema::Rule;
use crate::units::Unit;

crate::record! {
    /// Neurons are kicked at random; synapses sum the cube of presynaptic activity times the deviation of the
    /// postsynaptic neuron from its running mean; at the end of a trial weights move by that sum times how much better
    /// the trial went than others of its kind (Miconi 2017, doi 10.7554/eLife.20899). The reward is minus the loss. The
    /// eligibility is this source's own, whatever `plasticity.rule` says; biases stay as they are.
    pub struct RewardModulated = "reward_modulated" {
        /// How often each neuron is kicked.
        kicks: f64 = 3.0, Rule::ANY.above(0.0).at_most(1_000_000.0).unit(Unit::Hertz);
        /// Greatest size of a kick, in units of the state.
        amplitude: f64 = 0.5, Rule::ANY.above(0.0);
        /// Time constant of the running mean from which deviations are taken.
        mean_tau: f64 = 0.33, Rule::ANY.above(0.0).unit(Unit::Millisecond);
        /// Sum the cubes of the products, which keeps large deviations and forgets the relaxation after them.
        cubed: bool = true;
        /// How fast the expected loss of each kind of trial follows: its share in each new trial.
        baseline: f64 = 0.33, Rule::ANY.above(0.0).at_most(1.0);
    }
}

impl RewardModulated {
    /// What it is made of.
    pub fn recipe(&self) -> Recipe {
        let RewardModulated { kicks, amplitude, mean_tau, cubed, baseline } = *self;
        ThirdFactor::Surprise(Exploration { rate: kicks, amplitude, mean_tau, cubed, baseline }).into()
    }
}
