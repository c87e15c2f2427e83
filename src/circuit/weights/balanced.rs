//! Weights of a random recurrent circuit with a given spectral radius, balanced between excitation and inhibition.

use super::Shape;
use crate::plasticity::Dale;
use crate::record;
use crate::rng::normal;
use crate::schema::Rule;
use rand_core::Rng;
use std::f64::consts::FRAC_2_PI;

record! {
    /// Random weights of a recurrent circuit whose spectral radius is g: beyond g = 1 its activity feeds itself
    /// (Sompolinsky, Crisanti and Sommers 1988, doi:10.1103/PhysRevLett.61.259). Exact for many neurons and connectivity
    /// without structure (`dense`, `probability`, `in_degree`).
    ///
    /// Neurons of free signs: normal weights of variance g²/K, K being the mean in-degree. Excitatory and inhibitory
    /// ones, a share f and 1 − f: magnitudes a|z| with z normal and a_E f = a_I (1 − f), so that a neuron's inputs of the
    /// two signs cancel in the mean, and g² = K (f a_E² + (1 − f) a_I²) (1 − 2p/π), p being the density: N times the mean
    /// variance of an entry (Rajan and Abbott 2006, doi:10.1103/PhysRevLett.97.188104).
    pub struct Balanced = "balanced" {
        /// Spectral radius.
        g: f64 = 1.5, Rule::ANY.at_least(0.0);
        /// Whether each neuron's incoming weights are made to sum to 0 exactly: free ones by subtracting their mean,
        /// signed ones by scaling the two signs to one sum. Without it single eigenvalues of signed weights lie outside
        /// of g (ibid.). Neurons that lack one of the signs, or have one synapse, are left as they are.
        zero_sum: bool = true;
    }
}

impl Balanced {
    pub(super) fn fill(&self, weights: &mut [f32], shape: Shape, rng: &mut impl Rng) {
        let (k, p) = (shape.fan_in(), shape.fan_in() / shape.pre as f64);
        // Both scales; of free neurons the same one.
        let [up, down] = match shape.dale {
            None => [self.g / k.sqrt(); 2],
            Some(Dale { excitatory }) => {
                let f = excitatory as f64 / shape.pre as f64;
                let scale = self.g / (k * (1.0 - p * FRAC_2_PI)).sqrt();
                [scale * ((1.0 - f) / f).sqrt(), scale * (f / (1.0 - f)).sqrt()]
            }
        };
        let mut row = Vec::new();
        for post in 0..shape.post {
            let synapses = shape.row(post);
            row.clear();
            row.extend(synapses.clone().map(|synapse| match shape.dale {
                None => up * normal(rng),
                Some(dale) if shape.pre_of(synapse) < dale.excitatory => up * normal(rng).abs(),
                Some(_) => -down * normal(rng).abs(),
            }));
            if self.zero_sum {
                match shape.dale {
                    None => subtract_mean(&mut row),
                    Some(_) => equalise(&mut row),
                }
            }
            weights[synapses].iter_mut().zip(&row).for_each(|(weight, w)| *weight = *w as f32);
        }
    }
}

/// Leaves the variance as it was: without its mean a sample of n varies by (n − 1)/n.
fn subtract_mean(row: &mut [f64]) {
    let n = row.len() as f64;
    if row.len() > 1 {
        let (mean, scale) = (row.iter().sum::<f64>() / n, (n / (n - 1.0)).sqrt());
        row.iter_mut().for_each(|w| *w = (*w - mean) * scale);
    }
}

/// Both signs are scaled to the geometric mean of their sums.
fn equalise(row: &mut [f64]) {
    let sum = |up: bool| row.iter().filter(|w| (**w > 0.0) == up).map(|w| w.abs()).sum::<f64>();
    let (up, down) = (sum(true), sum(false));
    if up > 0.0 && down > 0.0 {
        let scale = (down / up).sqrt();
        row.iter_mut().for_each(|w| *w *= if *w > 0.0 { scale } else { 1.0 / scale });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::circuit::connectivity::{Connectivity, InDegree, Probability, Sides};
    use crate::rng::host_rng;
    use faer::Mat;

    const N: usize = 400;

    /// Weights (n × n) of each of a few seeds.
    fn matrices(model: &Balanced, connectivity: Option<Connectivity>, excitatory: Option<usize>) -> Vec<Mat<f64>> {
        let of = |seed| {
            let sides = Sides::plain(N, N);
            let csr = connectivity.as_ref().map(|c| c.draw(sides, seed, "a_a"));
            let dale = excitatory.map(|excitatory| Dale { excitatory });
            let shape = Shape { sparse: csr.as_ref(), dale, ..Shape::dense(N, N) };
            let mut weights = vec![0.0; shape.synapses().unwrap()];
            model.fill(&mut weights, shape, &mut host_rng(seed, "weights"));
            let mut matrix = Mat::zeros(N, N);
            for post in 0..N {
                for synapse in shape.row(post) {
                    let (pre, weight) = (shape.pre_of(synapse), f64::from(weights[synapse]));
                    assert!(dale.is_none_or(|dale| dale.allows(pre, weight)), "{pre} → {post}: {weight}");
                    matrix[(post, pre)] = weight;
                }
            }
            matrix
        };
        (0..3).map(of).collect()
    }

    /// Magnitudes of all eigenvalues, the largest first.
    fn spectrum(matrix: &Mat<f64>) -> Vec<f64> {
        let mut found: Vec<f64> = matrix.eigenvalues().unwrap().into_iter().map(|z| z.re.hypot(z.im)).collect();
        found.sort_by(|a, b| b.total_cmp(a));
        found
    }

    fn kinds() -> [(Option<Connectivity>, Option<usize>); 7] {
        let half = || Some(Probability { p: 0.5 }.into());
        [
            (None, None),
            (half(), None),
            (Some(InDegree { k: 60 }.into()), None),
            (None, Some(320)),
            (half(), Some(320)),
            (half(), Some(200)),
            (Some(InDegree { k: 100 }.into()), Some(320)),
        ]
    }

    #[test]
    fn the_spectral_radius_is_g() {
        for (connectivity, excitatory) in kinds() {
            let g = 1.5;
            let matrices = matrices(&Balanced { g, zero_sum: true }, connectivity.clone(), excitatory);
            let radius = matrices.iter().map(|m| spectrum(m)[0]).sum::<f64>() / matrices.len() as f64;
            assert!((radius / g - 1.0).abs() < 0.05, "{connectivity:?}, {excitatory:?}: {radius}");
        }
    }

    #[test]
    fn rows_sum_to_nothing_if_asked_to_and_in_the_mean_otherwise() {
        for (connectivity, excitatory) in kinds() {
            for zero_sum in [true, false] {
                let matrices = matrices(&Balanced { g: 1.5, zero_sum }, connectivity.clone(), excitatory);
                let sums: Vec<f64> = matrices.iter().flat_map(|m| (0..N).map(|i| m.row(i).iter().sum())).collect();
                let largest = sums.iter().fold(0.0_f64, |top, sum| top.max(sum.abs()));
                assert_eq!(largest < 1e-4, zero_sum, "{connectivity:?}, {excitatory:?}: {largest}");
                // Otherwise a row's sum varies by about g√(f²+…) ≈ g: its mean over 1200 rows is small.
                let mean = sums.iter().sum::<f64>() / sums.len() as f64;
                assert!(mean.abs() < 5.0 * 2.0 * 1.5 / (sums.len() as f64).sqrt(), "{mean}");
            }
        }
    }

    #[test]
    fn signed_rows_that_do_not_cancel_have_eigenvalues_outside() {
        let outside = |zero_sum| {
            let matrices = matrices(&Balanced { g: 1.0, zero_sum }, None, Some(320));
            matrices.iter().map(|m| spectrum(m)[0]).fold(0.0, f64::max)
        };
        let (with, without) = (outside(true), outside(false));
        assert!(with < 1.1 && without > 1.3, "{with}, {without}");
    }

    #[test]
    fn rows_without_both_signs_are_left_alone() {
        for row in [vec![], vec![0.5], vec![-0.5, -1.0]] {
            let mut same = row.clone();
            equalise(&mut same);
            assert_eq!(same, row);
        }
        let mut one = [0.7];
        subtract_mean(&mut one);
        assert_eq!(one, [0.7]);
    }
}
