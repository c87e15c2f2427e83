//! The rate neuron, leaky or instant, in both forms of the field.

use super::activation::{Activation, Tanh};
use super::time_constant::TimeConstant;
use super::Variable;
use crate::real::Real;
use crate::schema::Rule;

/// The variables of a rate population.
pub const VARIABLES: [Variable; 2] = [
    Variable { name: "state", doc: "v: the leaky state (voltage form), or the summed input (activity form)" },
    Variable { name: "activity", doc: "r: what projections read" },
];

crate::keyword! {
    /// Where the leak acts.
    pub enum Form {
        /// v ← (1−α) v + α (Σ W r + b + noise), r = φ(v).
        Voltage = "voltage",
        /// r ← (1−α) r + α φ(Σ W r + b + noise).
        Activity = "activity",
    }
}

crate::keyword! {
    /// How α follows from dt and τ.
    pub enum Scheme {
        /// α = dt/τ.
        Euler = "euler",
        /// α = 1 − e^(−dt/τ): exact for an input held through the step.
        Exponential = "exponential",
    }
}

crate::record! {
    /// Rate neurons: a leaky or instant weighted sum through an activation function.
    pub struct Rate = "rate" {
        /// Number of neurons.
        size: usize, Rule::ANY.at_least(1.0);
        /// Activation function φ.
        activation: Activation = Tanh {}.into();
        /// Membrane time constant τ; `instant` for neurons without memory.
        tau: TimeConstant = TimeConstant::Instant;
        /// Where the leak acts.
        form: Form = Form::Voltage;
        /// How α follows from dt and τ.
        scheme: Scheme = Scheme::Exponential;
        /// Initial bias b of every neuron.
        bias: f64 = 0.0;
        /// Whether biases learn.
        learn_bias: bool = true;
        /// State (voltage form) or activity (activity form) at the start of every trial.
        initial: f64 = 0.0;
        /// The dynamics' own noise, private to each neuron: the standard deviation that it gives the state of an
        /// isolated neuron of identity activation, whatever dt and τ (an Ornstein-Uhlenbeck process).
        noise: f64 = 0.0, Rule::ANY.at_least(0.0);
    }
}

impl Rate {
    /// α in (0, 1] for a step of `dt` ms.
    pub fn alpha(&self, dt: f64) -> f64 {
        match (self.tau, self.scheme) {
            (TimeConstant::Instant, _) => 1.0,
            (TimeConstant::Milliseconds(tau), Scheme::Euler) => dt / tau,
            (TimeConstant::Milliseconds(tau), Scheme::Exponential) => -(-dt / tau).exp_m1(),
        }
    }

    /// The standard deviation of the normal draw added to the input at each step. The filter
    /// v ← (1−α) v + α s ξ has the stationary variance s² α/(2−α), so s = noise · √((2−α)/α).
    pub fn input_noise(&self, dt: f64) -> f64 {
        let alpha = self.alpha(dt);
        self.noise * ((2.0 - alpha) / alpha).sqrt()
    }

    /// One step of some neurons.
    ///
    /// `state` comes in holding the summed input of this step in `current`; on return `state` and `rate` hold the new
    /// values. All slices have one length; `previous` is the state (voltage form) or the rate (activity form) of the
    /// step before, unused when α = 1.
    #[inline(always)]
    pub fn step<F: Real>(&self, alpha: F, current: &[F], previous: &[F], state: &mut [F], rate: &mut [F]) {
        let keep = F::one() - alpha;
        let leaky = alpha < F::one();
        let mix = |old: F, new: F| keep.mul_add(old, alpha * new);
        match self.form {
            Form::Voltage if leaky => {
                for ((v, p), c) in state.iter_mut().zip(previous).zip(current) {
                    *v = mix(*p, *c);
                }
                self.activation.rates(state, rate);
            }
            Form::Activity if leaky => {
                state.copy_from_slice(current);
                self.activation.rates(state, rate);
                for (r, p) in rate.iter_mut().zip(previous) {
                    *r = mix(*p, *r);
                }
            }
            _ => {
                state.copy_from_slice(current);
                self.activation.rates(state, rate);
            }
        }
    }
}
