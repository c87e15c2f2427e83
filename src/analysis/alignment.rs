//! Cosines between what a rule computes and what is exact. Angles are never folded: −1 is anti-alignment.

use super::product::onto;
use crate::simd::vectorize;

/// Partial sums of a long sum: some vectors of the processor's, whatever their length.
const SUMS: usize = 16;

/// ⟨a, b⟩, ⟨a, a⟩ and ⟨b, b⟩ of two vectors, or of parts of them that are added up.
#[derive(Debug, Clone, Copy, Default)]
pub struct Products {
    ab: f64,
    aa: f64,
    bb: f64,
}

impl Products {
    /// Of two vectors.
    pub fn of(a: &[f32], b: &[f32]) -> Products {
        // Sums side by side: one after the other, each addition would wait for the last.
        vectorize(
            #[inline(always)]
            || {
                let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<SUMS>(), b.as_chunks::<SUMS>());
                let (mut ab, mut aa, mut bb) = ([0.0; SUMS], [0.0; SUMS], [0.0; SUMS]);
                for (a, b) in a.iter().zip(b) {
                    for i in 0..SUMS {
                        let (a, b) = (f64::from(a[i]), f64::from(b[i]));
                        ab[i] += a * b;
                        aa[i] += a * a;
                        bb[i] += b * b;
                    }
                }
                for (i, (a, b)) in a_rest.iter().zip(b_rest).enumerate() {
                    let (a, b) = (f64::from(*a), f64::from(*b));
                    ab[i] += a * b;
                    aa[i] += a * a;
                    bb[i] += b * b;
                }
                Products { ab: ab.iter().sum(), aa: aa.iter().sum(), bb: bb.iter().sum() }
            },
        )
    }

    /// The cosine; `None` if either vector has no direction.
    pub fn cosine(self) -> Option<f64> {
        let Products { ab, aa, bb } = self;
        (aa > 0.0 && bb > 0.0).then(|| ab / (aa * bb).sqrt())
    }
}

impl std::ops::AddAssign for Products {
    fn add_assign(&mut self, other: Products) {
        self.ab += other.ab;
        self.aa += other.aa;
        self.bb += other.bb;
    }
}

/// The cosine of two vectors; `None` if either has no direction.
pub fn cosine(a: &[f32], b: &[f32]) -> Option<f64> {
    Products::of(a, b).cosine()
}

/// The mean over rows of the cosine of corresponding rows of length `n`; rows without a direction are left out.
pub fn mean_row_cosine(a: &[f32], b: &[f32], n: usize) -> Option<f64> {
    let cosines: Vec<f64> = a.chunks(n).zip(b.chunks(n)).filter_map(|(a, b)| cosine(a, b)).collect();
    (!cosines.is_empty()).then(|| cosines.iter().sum::<f64>() / cosines.len() as f64)
}

/// The angle of a cosine in degrees, in [0, 180]: beyond 90 a step goes uphill, so it is never folded back.
pub fn degrees(cosine: f64) -> f64 {
    cosine.clamp(-1.0, 1.0).acos().to_degrees()
}

/// ‖a‖ / ‖b‖; `None` where b is zero.
pub fn norm_ratio(a: &[f32], b: &[f32]) -> Option<f64> {
    let (a, b) = (energy(a), energy(b));
    (b > 0.0).then(|| (a / b).sqrt())
}

/// The share of components that have the sign of b's, in [0, 1]; chance is 1/2. Zero has no sign: components where either
/// is zero are left out, or what is zero by construction (a broadcast at steps without an error, which exact credit
/// reaches through time) would count as disagreement, and chance would be less. `None` if nothing is left.
pub fn sign_agreement(a: &[f32], b: &[f32]) -> Option<f64> {
    let signed = a.iter().zip(b).filter(|(a, b)| **a != 0.0 && **b != 0.0);
    let (agree, count) =
        signed.fold((0, 0), |(agree, count), (a, b)| (agree + usize::from((*a > 0.0) == (*b > 0.0)), count + 1));
    (count > 0).then(|| agree as f64 / count as f64)
}

/// The share f = ‖J U‖² / ‖J‖² of some rows (each of length n) that lies in the span of the orthonormal rows of `basis`
/// (rank × n). In [0, 1]; its chance level for a random subspace is rank/n. `None` for rows that are all zero.
pub fn captured_fraction(rows: &[f32], basis: &[f32], n: usize) -> Option<f64> {
    let total = energy(rows);
    (total > 0.0).then(|| (energy(&onto(rows, basis, n)) / total).min(1.0))
}

/// The same in the first 1, 2, … rows of `basis`; empty for rows that are all zero.
pub fn captured_curve(rows: &[f32], basis: &[f32], n: usize) -> Vec<f64> {
    let (total, rank) = (energy(rows), basis.len() / n);
    if total == 0.0 || rank == 0 {
        return Vec::new();
    }
    let mut along = vec![0.0; rank];
    for row in onto(rows, basis, n).chunks(rank) {
        along.iter_mut().zip(row).for_each(|(sum, x)| *sum += f64::from(*x) * f64::from(*x));
    }
    let mut held = 0.0;
    let fraction = |along: &f64| {
        held += along / total;
        f64::min(held, 1.0)
    };
    along.iter().map(fraction).collect()
}

/// Σ x², in double precision.
pub fn energy(x: &[f32]) -> f64 {
    vectorize(
        #[inline(always)]
        || {
            let (chunks, rest) = x.as_chunks::<SUMS>();
            let mut sums = [0.0; SUMS];
            for chunk in chunks {
                for (sum, x) in sums.iter_mut().zip(chunk) {
                    *sum += f64::from(*x) * f64::from(*x);
                }
            }
            sums.iter().sum::<f64>() + rest.iter().map(|x| f64::from(*x) * f64::from(*x)).sum::<f64>()
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opposite_directions_have_cosine_minus_one_and_zero_has_none() {
        assert_eq!(cosine(&[1.0, 2.0], &[-2.0, -4.0]), Some(-1.0));
        assert_eq!(cosine(&[0.0, 0.0], &[1.0, 0.0]), None);
        assert_eq!(mean_row_cosine(&[1.0, 0.0, 0.0, 1.0], &[1.0, 0.0, 1.0, 0.0], 2), Some(0.5));
    }

    #[test]
    fn a_subspace_captures_what_lies_in_it() {
        let rows = [3.0, 0.0, 4.0, 0.0, 5.0, 0.0];
        assert_eq!(captured_fraction(&rows, &[1.0, 0.0, 0.0], 3), Some(9.0 / 50.0));
        assert_eq!(captured_fraction(&rows, &[1.0, 0.0, 0.0, 0.0, 1.0, 0.0], 3), Some(34.0 / 50.0));
        assert_eq!(captured_fraction(&[0.0; 3], &[1.0, 0.0, 0.0], 3), None);
    }

    #[test]
    fn angles_beyond_ninety_degrees_stay_there() {
        assert_eq!(degrees(-1.0), 180.0);
        assert!((degrees(-0.5) - 120.0).abs() < 1e-12);
        assert_eq!(degrees(1.0 + 1e-12), 0.0);
    }

    #[test]
    fn length_and_signs_are_compared_where_there_is_something_to_compare_with() {
        assert_eq!(norm_ratio(&[3.0, 4.0], &[0.0, 2.0]), Some(2.5));
        assert_eq!(norm_ratio(&[3.0, 4.0], &[0.0, 0.0]), None);
    }

    #[test]
    fn what_is_zero_has_no_sign() {
        assert_eq!(sign_agreement(&[1.0, -1.0, 5.0, 0.0], &[2.0, 2.0, 0.0, -1.0]), Some(0.5));
        assert_eq!(sign_agreement(&[1.0], &[0.0]), None);
        assert_eq!(sign_agreement(&[0.0], &[1.0]), None);
    }
}
