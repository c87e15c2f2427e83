//! Optimisers: from a gradient estimate to a change of the weight, with what each synapse remembers.

use crate::real::Real;
use crate::schema::Rule;

crate::record! {
    /// Plain stochastic gradient descent: w ← w − rate · g.
    pub struct Sgd = "sgd" {
        /// Learning rate.
        rate: f64 = 0.1, Rule::ANY.at_least(0.0);
    }
}
crate::record! {
    /// Heavy-ball momentum: m ← β m + g, w ← w − rate · m.
    pub struct Momentum = "momentum" {
        /// Learning rate.
        rate: f64 = 0.05, Rule::ANY.at_least(0.0);
        /// How much of the last change is kept.
        beta: f64 = 0.9, Rule::ANY.at_least(0.0).below(1.0);
    }
}
crate::record! {
    /// Adam with decoupled weight decay (arXiv 1412.6980, 1711.05101).
    pub struct Adam = "adam" {
        /// Learning rate.
        rate: f64 = 0.001, Rule::ANY.at_least(0.0);
        /// Decay of the mean of g.
        beta1: f64 = 0.9, Rule::ANY.at_least(0.0).below(1.0);
        /// Decay of the mean of g².
        beta2: f64 = 0.999, Rule::ANY.at_least(0.0).below(1.0);
        /// Added to the root of the mean of g².
        epsilon: f64 = 1e-8, Rule::ANY.above(0.0);
    }
}

crate::choice! {
    /// How a synapse applies its update.
    pub enum Optimizer {
        Sgd(Sgd),
        Momentum(Momentum),
        Adam(Adam),
    }
}

/// The scalars of one update, the same for all synapses of a projection.
#[derive(Debug, Clone, Copy)]
pub struct Update<F> {
    /// Learning rate after the schedule.
    pub rate: F,
    /// Factor on the gradient sum: 1/replicas.
    pub scale: F,
    /// Factor on the old weight: 1 − rate · weight_decay.
    pub keep: F,
    /// Adam's correction of the mean: 1/(1 − β1^t); 1 for the others.
    pub correct1: F,
    /// Adam's correction of the mean square: 1/(1 − β2^t); 1 for the others.
    pub correct2: F,
}

impl Optimizer {
    /// How many values each synapse remembers.
    pub fn state_per_synapse(&self) -> usize {
        match self {
            Optimizer::Sgd(_) => 0,
            Optimizer::Momentum(_) => 1,
            Optimizer::Adam(_) => 2,
        }
    }

    /// The learning rate before the schedule.
    pub fn rate(&self) -> f64 {
        match self {
            Optimizer::Sgd(p) => p.rate,
            Optimizer::Momentum(p) => p.rate,
            Optimizer::Adam(p) => p.rate,
        }
    }

    /// The scalars of the update number `update` (from 0).
    pub fn update<F: Real>(&self, update: u64, schedule: f64, weight_decay: f64, replicas: usize) -> Update<F> {
        let rate = self.rate() * schedule;
        let count = (update + 1).min(i32::MAX as u64) as i32;
        let correct = |beta: f64| 1.0 / (1.0 - beta.powi(count));
        let (correct1, correct2) = match self {
            Optimizer::Adam(p) => (correct(p.beta1), correct(p.beta2)),
            _ => (1.0, 1.0),
        };
        Update {
            rate: F::of(rate),
            scale: F::of(1.0 / replicas as f64),
            keep: F::of(1.0 - rate * weight_decay),
            correct1: F::of(correct1),
            correct2: F::of(correct2),
        }
    }

    /// Applies one update to some synapses: `sum` holds the gradient summed over replicas, `first` and `second` what
    /// each synapse remembers (empty where [`Optimizer::state_per_synapse`] says so).
    #[inline(always)]
    pub fn apply<F: Real>(&self, u: Update<F>, sum: &[F], weights: &mut [F], first: &mut [F], second: &mut [F]) {
        match self {
            Optimizer::Sgd(_) => {
                let step = u.rate * u.scale;
                for (w, g) in weights.iter_mut().zip(sum) {
                    *w = (-step).mul_add(*g, u.keep * *w);
                }
            }
            Optimizer::Momentum(p) => {
                let beta = F::of(p.beta);
                for ((w, m), g) in weights.iter_mut().zip(first).zip(sum) {
                    *m = beta.mul_add(*m, *g * u.scale);
                    *w = (-u.rate).mul_add(*m, u.keep * *w);
                }
            }
            Optimizer::Adam(p) => {
                let (b1, b2, epsilon) = (F::of(p.beta1), F::of(p.beta2), F::of(p.epsilon));
                // Subtracted before rounding: 1 − 0.999 in single precision is off by 1e-5 of itself.
                let (new1, new2) = (F::of(1.0 - p.beta1), F::of(1.0 - p.beta2));
                for (((w, m), s), g) in weights.iter_mut().zip(first).zip(second).zip(sum) {
                    let g = *g * u.scale;
                    *m = b1.mul_add(*m, new1 * g);
                    *s = b2.mul_add(*s, new2 * g * g);
                    let step = *m * u.correct1 / ((*s * u.correct2).sqrt() + epsilon);
                    *w = (-u.rate).mul_add(step, u.keep * *w);
                }
            }
        }
    }
}
