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
}
