//! Sequential generators on the host, for what happens once: initial weights, data order, tasks.
use super::key;
use rand_core::{Rng, SeedableRng};

/// The host's generator.
pub type Host = rand_xoshiro::Xoshiro256PlusPlus;

/// The generator of one purpose under a run's seed: adding a purpose never changes another's numbers.
///
/// Seeded from the same (seed, purpose) mix as [`super::Stream::new`].
pub fn host_rng(seed: u64, purpose: &str) -> Host {
    Host::seed_from_u64(key::derive(seed, purpose))
}

/// Uniform in [0, 1), in steps of 2⁻⁵³.
pub fn uniform(rng: &mut impl Rng) -> f64 {
    (rng.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
}

/// Standard normal, by Box and Muller; takes two words and keeps nothing back.
pub fn normal(rng: &mut impl Rng) -> f64 {
    let radius = (-2.0 * (1.0 - uniform(rng)).ln()).sqrt();
    radius * (std::f64::consts::TAU * uniform(rng)).cos()
}

/// Uniform in 0..n, without bias (Lemire 2019, doi:10.1145/3230636); 0 for n = 0.
pub fn below(rng: &mut impl Rng, n: u64) -> u64 {
    let rejected = if n == 0 { 0 } else { n.wrapping_neg() % n };
    loop {
        let product = u128::from(rng.next_u64()) * u128::from(n);
        if product as u64 >= rejected {
            return (product >> 64) as u64;
        }
    }
}

/// Puts `items` in a uniformly random order (Fisher and Yates).
pub fn shuffle<T>(rng: &mut impl Rng, items: &mut [T]) {
    for i in (1..items.len()).rev() {
        items.swap(i, below(rng, i as u64 + 1) as usize);
    }
}

/// A uniformly random permutation of `0..n`.
pub fn permutation(rng: &mut impl Rng, n: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    shuffle(rng, &mut order);
    order
}
