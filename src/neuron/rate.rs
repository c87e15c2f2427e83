//! The rate neuron, leaky or instant, in both forms of the field.

use super::activation::{Activation, Tanh};
use super::signs::{Free, Signs};
use super::time_constant::TimeConstant;
use super::{MOST_NEURONS, Variable};
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
        size: usize, Rule::ANY.within(1.0, MOST_NEURONS);
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
        /// Dale's law: the signs of the weights of its outgoing projections.
        signs: Signs = Free {}.into();
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

    /// True where the summed input needs a buffer apart from the state: the state itself remembers.
    pub fn remembers_state(&self) -> bool {
        self.form == Form::Voltage && self.tau != TimeConstant::Instant
    }

    /// True where the activity of the last step is needed to compute the next.
    pub fn remembers_activity(&self) -> bool {
        self.form == Form::Activity && self.tau != TimeConstant::Instant
    }

    /// One step of some neurons; all slices have one length.
    ///
    /// `state` becomes v and `activity` becomes r. Leaky neurons in the voltage form find their old v in `state` and
    /// their summed input in `current`. All others find their summed input in `state`, and leave `current` empty;
    /// leaky neurons in the activity form find their old r in `previous`, which is empty for the others.
    #[inline(always)]
    pub fn step<F: Real>(&self, alpha: F, current: &[F], state: &mut [F], previous: &[F], activity: &mut [F]) {
        let keep = F::ONE - alpha;
        for (v, c) in state.iter_mut().zip(current) {
            *v = keep.mul_add(*v, alpha * *c);
        }
        self.activation.rates(state, activity);
        for (r, p) in activity.iter_mut().zip(previous) {
            *r = keep.mul_add(*p, alpha * *r);
        }
    }
}
