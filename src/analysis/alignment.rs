//! Cosines between what a rule computes and what is exact. Angles are never folded: −1 is anti-alignment.

/// The cosine of two vectors; `None` if either has no direction.
pub fn cosine(a: &[f32], b: &[f32]) -> Option<f64> {
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        let (a, b) = (f64::from(*a), f64::from(*b));
        ab += a * b;
        aa += a * a;
        bb += b * b;
    }
    (aa > 0.0 && bb > 0.0).then(|| ab / (aa * bb).sqrt())
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
    let square = |x: &[f32]| x.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>();
    let (a, b) = (square(a), square(b));
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
    let (mut inside, mut total) = (0.0, 0.0);
    for row in rows.chunks(n) {
        total += row.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>();
        for u in basis.chunks(n) {
            inside += row.iter().zip(u).map(|(x, u)| f64::from(x * u)).sum::<f64>().powi(2);
        }
    }
    (total > 0.0).then(|| (inside / total).min(1.0))
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
