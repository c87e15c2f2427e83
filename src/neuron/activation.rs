//! Activation functions φ: from a neuron's state to its rate, with their slopes.

use crate::real::Real;
use crate::schema::Rule;

crate::record! {
    /// φ(v) = v.
    pub struct Identity = "identity" {}
}
crate::record! {
    /// φ(v) = max(v, 0).
    pub struct Relu = "relu" {}
}
crate::record! {
    /// φ(v) = v above 0, slope · v below.
    pub struct LeakyRelu = "leaky_relu" {
        /// Slope below zero.
        slope: f64 = 0.01, Rule::ANY.within(0.0, 1.0);
    }
}
crate::record! {
    /// φ(v) = tanh v.
    pub struct Tanh = "tanh" {}
}
crate::record! {
    /// φ(v) = 1 / (1 + e^(−v)).
    pub struct Sigmoid = "sigmoid" {}
}
crate::record! {
    /// φ(v) = ln(1 + e^v).
    pub struct Softplus = "softplus" {}
}
crate::record! {
    /// φ(v) = gain · max(v − threshold, 0).
    pub struct ThresholdLinear = "threshold_linear" {
        /// The state at which the neuron begins to respond.
        threshold: f64 = 0.0;
        /// Slope above the threshold.
        gain: f64 = 1.0, Rule::ANY.above(0.0);
    }
}

crate::choice! {
    /// The activation function of a rate population.
    pub enum Activation {
        Identity(Identity),
        Relu(Relu),
        LeakyRelu(LeakyRelu),
        Tanh(Tanh),
        Sigmoid(Sigmoid),
        Softplus(Softplus),
        ThresholdLinear(ThresholdLinear),
    }
}

impl Activation {
    /// `r[i] = φ(v[i])`. The two slices have one length. The rate of what is not a number is none: a circuit that has
    /// diverged must not look silent.
    #[inline(always)]
    pub fn rates<F: Real>(&self, v: &[F], r: &mut [F]) {
        let zero = F::ZERO;
        match self {
            Activation::Identity(_) => r.copy_from_slice(v),
            Activation::Relu(_) => each(v, r, |x| if x <= zero { zero } else { x }),
            Activation::LeakyRelu(p) => {
                let slope = F::of(p.slope);
                each(v, r, |x| if x > zero { x } else { x * slope });
            }
            Activation::Tanh(_) => each(v, r, F::tanh),
            Activation::Sigmoid(_) => each(v, r, F::sigmoid),
            Activation::Softplus(_) => each(v, r, F::softplus),
            Activation::ThresholdLinear(p) => {
                let (threshold, gain) = (F::of(p.threshold), F::of(p.gain));
                each(v, r, |x| if x <= threshold { zero } else { gain * (x - threshold) });
            }
        }
    }

    /// `out[i] = φ'(v[i])`, where φ(v) is not at hand.
    #[inline(always)]
    pub fn slopes<F: Real>(&self, v: &[F], out: &mut [F]) {
        match self {
            Activation::Tanh(_) => {
                each(v, out, F::tanh);
                out.iter_mut().for_each(|y| *y = F::ONE - *y * *y);
            }
            Activation::Sigmoid(_) => {
                each(v, out, F::sigmoid);
                out.iter_mut().for_each(|y| *y = *y * (F::ONE - *y));
            }
            _ => {
                out.fill(F::ONE);
                self.multiply_slopes(v, &[], out);
            }
        }
    }

    /// `out[i] *= φ'(v[i])`, with the rate `r[i] = φ(v[i])` at hand. At a kink the slope is the one from below.
    #[inline(always)]
    pub fn multiply_slopes<F: Real>(&self, v: &[F], r: &[F], out: &mut [F]) {
        let (zero, one) = (F::ZERO, F::ONE);
        match self {
            Activation::Identity(_) => {}
            Activation::Relu(_) => each(v, out, Times(|x| if x > zero { one } else { zero })),
            Activation::LeakyRelu(p) => {
                let slope = F::of(p.slope);
                each(v, out, Times(|x| if x > zero { one } else { slope }));
            }
            Activation::Tanh(_) => each(r, out, Times(|y| one - y * y)),
            Activation::Sigmoid(_) => each(r, out, Times(|y| y * (one - y))),
            Activation::Softplus(_) => each(v, out, Times(F::sigmoid)),
            Activation::ThresholdLinear(p) => {
                let (threshold, gain) = (F::of(p.threshold), F::of(p.gain));
                each(v, out, Times(|x| if x > threshold { gain } else { zero }));
            }
        }
    }
}

/// What [`each`] does with an element: overwrite it, or multiply it.
trait Put<F> {
    fn put(&self, x: F, out: &mut F);
}

impl<F, G: Fn(F) -> F> Put<F> for G {
    #[inline(always)]
    fn put(&self, x: F, out: &mut F) {
        *out = self(x);
    }
}

struct Times<G>(G);

impl<F: Real, G: Fn(F) -> F> Put<F> for Times<G> {
    #[inline(always)]
    fn put(&self, x: F, out: &mut F) {
        *out *= (self.0)(x);
    }
}

#[inline(always)]
fn each<F: Real>(input: &[F], out: &mut [F], put: impl Put<F>) {
    for (x, y) in input.iter().zip(out) {
        put.put(*x, y);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Activation> {
        vec![
            Identity {}.into(),
            Relu {}.into(),
            LeakyRelu { slope: 0.1 }.into(),
            Tanh {}.into(),
            Sigmoid {}.into(),
            Softplus {}.into(),
            ThresholdLinear { threshold: 0.3, gain: 2.0 }.into(),
        ]
    }

    #[test]
    fn what_is_not_a_number_has_no_rate() {
        for phi in all() {
            let (mut single, mut double) = ([0.0_f32; 17], [0.0_f64; 17]);
            phi.rates(&[f32::NAN; 17], &mut single);
            phi.rates(&[f64::NAN; 17], &mut double);
            assert!(single.iter().all(|r| r.is_nan()) && double.iter().all(|r| r.is_nan()), "{}", phi.name());
        }
    }

    #[test]
    fn slopes_are_the_derivatives_of_the_rates() {
        let h = 1e-6;
        for phi in all() {
            for v in [-2.0, -0.4, 0.1, 0.29, 0.7, 3.0_f64] {
                let rate = |x: f64| {
                    let mut r = [0.0];
                    phi.rates(&[x], &mut r);
                    r[0]
                };
                let mut slope = [1.0];
                phi.multiply_slopes(&[v], &[rate(v)], &mut slope);
                let difference = (rate(v + h) - rate(v - h)) / (2.0 * h);
                assert!((slope[0] - difference).abs() < 1e-8, "{} at {v}: {} {difference}", phi.name(), slope[0]);
            }
        }
    }
}
