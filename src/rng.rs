//! Random numbers: counter-based noise for everything inside a run, sequential generators for what
//! happens once on the host.
//!
//! A noise value is a pure function of (seed, purpose, trial, step, neuron). It does not matter who
//! asks for it, in which order, or how many at a time.
mod convert;
mod fill;
mod host;
mod key;
pub mod philox;

use convert::{Normal, Sign, Uniform};
pub use host::{Host, below, host_rng, normal, permutation, shuffle, uniform};

/// One stream of counter-based noise: Philox4x32-10 under a key of its own.
///
/// Neuron `i` of trial `t` at step `s` takes word `i % 4` of the block with counter
/// `[i / 4, s, t mod 2³², t / 2³²]`. From the words `x0 … x3` of a block come
///
/// * uniform: `(x >> 8) · 2⁻²⁴`, in [0, 1);
/// * Rademacher: −1 where the top bit of `x` is set, else +1;
/// * normal, by Box and Muller from the pairs (x0, x1) and (x2, x3): with
///   `u(x) = fma(f32(x), 2⁻³², 2⁻³³)`, in (0, 1], and `f32(x)` rounded to nearest,
///   `r = √(−2 ln u(x0))`, neuron 0 gets `r · cos(2π u(x1))` and neuron 1 `r · sin(2π u(x1))`;
///   neurons 2 and 3 the same from x2 and x3. |normal| < 6.77.
///
/// The words are exact on any device; normals agree with another implementation as far as its
/// logarithm, sine and cosine do (here within 3 units in the last place).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream {
    /// Philox key: the low and the high half of the mixed (seed, purpose).
    pub key: [u32; 2],
}

impl Stream {
    /// The stream of one purpose, such as `"perturbation"`, under a run's seed.
    ///
    /// key = mix(mix(seed) ⊕ FNV-1a(purpose)), mix being the finaliser of SplitMix64. Stable: part
    /// of the format of a run.
    pub fn new(seed: u64, purpose: &str) -> Self {
        Self::from_u64(key::derive(seed, purpose))
    }

    /// The `id`-th stream below this one: one per population or projection of the same purpose.
    pub fn child(self, id: u64) -> Self {
        let own = u64::from(self.key[0]) | u64::from(self.key[1]) << 32;
        Self::from_u64(key::mix(key::mix(own) ^ id))
    }

    fn from_u64(key: u64) -> Self {
        Self { key: [key as u32, (key >> 32) as u32] }
    }

    /// Standard normals for neurons `0..out.len()`.
    pub fn fill_normal(&self, trial: u64, step: u32, out: &mut [f32]) {
        self.fill_normal_from(trial, step, 0, out);
    }

    /// Standard normals for neurons `first..first + out.len()`.
    pub fn fill_normal_from(&self, trial: u64, step: u32, first: usize, out: &mut [f32]) {
        fill::fill::<Normal>(self.key, trial, step, first, out, set);
    }

    /// Adds to the number of each neuron `scale` times a standard normal, rounded once: `scale` has one number a neuron.
    pub fn add_normal(&self, trial: u64, step: u32, scale: &[f32], out: &mut [f32]) {
        fill::fill::<Normal>(
            self.key,
            trial,
            step,
            0,
            out,
            #[inline(always)]
            |at, out, numbers| {
                let each = out.iter_mut().zip(&scale[at..]).zip(numbers);
                each.for_each(|((x, s), z)| *x = s.mul_add(*z, *x));
            },
        );
    }

    /// ±1 with equal chance for neurons `0..out.len()`.
    pub fn fill_rademacher(&self, trial: u64, step: u32, out: &mut [f32]) {
        self.fill_rademacher_from(trial, step, 0, out);
    }

    /// ±1 with equal chance for neurons `first..first + out.len()`.
    pub fn fill_rademacher_from(&self, trial: u64, step: u32, first: usize, out: &mut [f32]) {
        fill::fill::<Sign>(self.key, trial, step, first, out, set);
    }

    /// Uniform numbers in [0, 1) for neurons `0..out.len()`.
    pub fn fill_uniform(&self, trial: u64, step: u32, out: &mut [f32]) {
        self.fill_uniform_from(trial, step, 0, out);
    }

    /// Uniform numbers in [0, 1) for neurons `first..first + out.len()`.
    pub fn fill_uniform_from(&self, trial: u64, step: u32, first: usize, out: &mut [f32]) {
        fill::fill::<Uniform>(self.key, trial, step, first, out, set);
    }
}

#[inline(always)]
fn set(_: usize, out: &mut [f32], numbers: &[f32]) {
    out.copy_from_slice(numbers);
}

#[cfg(test)]
mod tests;
