//! The rate neuron, leaky or instant, in both forms of the field.

use super::activation::{Activation, Tanh};
use super::map::Map;
use super::signs::{Free, Signs};
use super::time_constant::TimeConstant;
use super::variable::Variable;
use crate::real::Real;
use crate::rng::Host;
use crate::schema::Rule;

/// No population is larger: 2²⁴ neurons.
pub const MOST_NEURONS: f64 = 16_777_216.0;

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
        /// Number of neurons; None: that of the shape.
        size: Option<usize> = None, Rule::ANY.within(1.0, MOST_NEURONS);
        /// Their maps, where convolutions or pools project here or from here; None: that of a convolution that projects here.
        shape: Option<Map> = None;
        /// Activation function φ.
        activation: Activation = Tanh {}.into();
        /// Membrane time constant τ: one for all, or each neuron's own, drawn between two bounds; `instant` for neurons
        /// without memory.
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
        /// Noise that all neurons of the population share, given in the same way: the standard deviation that it alone
        /// would give an isolated neuron.
        shared_noise: f64 = 0.0, Rule::ANY.at_least(0.0);
        /// Dale's law: the signs of the weights of its outgoing projections.
        signs: Signs = Free {}.into();
    }
}

impl Rate {
    /// Number of neurons; 0 where neither size nor shape tells it, which validation refuses.
    pub fn size(&self) -> usize {
        self.size.unwrap_or(0)
    }

    /// α in (0, 1] of a neuron with time constant `tau` (ms; `None`: instant), for a step of `dt` ms.
    pub fn alpha_of(&self, tau: Option<f64>, dt: f64) -> f64 {
        match (tau, self.scheme) {
            (None, _) => 1.0,
            (Some(tau), Scheme::Euler) => dt / tau,
            (Some(tau), Scheme::Exponential) => -(-dt / tau).exp_m1(),
        }
    }

    /// τ of every neuron, in ms. The host's generator draws time constants where they are spread.
    pub fn taus(&self, rng: &mut Host) -> Vec<Option<f64>> {
        (0..self.size()).map(|_| self.tau.draw(rng)).collect()
    }

    /// α of every neuron; see [`Rate::taus`].
    pub fn alphas(&self, dt: f64, rng: &mut Host) -> Vec<f64> {
        self.taus(rng).into_iter().map(|tau| self.alpha_of(tau, dt)).collect()
    }

    /// The standard deviation of the normal draw added to the input at each step that gives an isolated neuron of
    /// identity activation the stationary standard deviation `noise`. The filter v ← (1−α) v + α s ξ has the stationary
    /// variance s² α/(2−α), so s = noise · √((2−α)/α).
    pub fn input_noise(noise: f64, alpha: f64) -> f64 {
        noise * ((2.0 - alpha) / alpha).sqrt()
    }

    /// True for neurons that remember.
    pub fn is_leaky(&self) -> bool {
        self.tau.is_leaky()
    }

    /// True where the activity itself leaks.
    pub fn leaks_activity(&self) -> bool {
        self.form == Form::Activity && self.is_leaky()
    }

    /// The activity at the start of a trial.
    pub fn initial_activity(&self) -> f32 {
        let initial = [self.initial as f32];
        let mut activity = initial;
        if !self.leaks_activity() {
            self.activation.rates(&initial, &mut activity);
        }
        activity[0]
    }

    /// One step of some neurons; all slices have one length, but those that are said to be empty.
    ///
    /// `input` holds the summed input, noise and bias included. `activity` becomes r. For leaky neurons `state` is what
    /// leaks, v (voltage form) or r (activity form), with `alpha` one a neuron; both are empty for instant ones.
    #[inline(always)]
    pub fn step<F: Real>(&self, alpha: &[F], input: &[F], state: &mut [F], activity: &mut [F]) {
        if state.is_empty() {
            return self.activation.rates(input, activity);
        }
        match self.form {
            Form::Voltage => {
                leak(alpha, input, state);
                self.activation.rates(state, activity);
            }
            Form::Activity => {
                self.activation.rates(input, activity);
                leak(alpha, activity, state);
                activity.copy_from_slice(state);
            }
        }
    }
}

/// state ← (1−α) state + α towards.
#[inline(always)]
fn leak<F: Real>(alpha: &[F], towards: &[F], state: &mut [F]) {
    for ((s, x), a) in state.iter_mut().zip(towards).zip(alpha) {
        *s = a.mul_add(*x - *s, *s);
    }
}
